package dev.fovea.moderation.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.moderation.ModerationServer;
import dev.fovea.testing.Api.Answer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** The very first start, without a password given: one administrator, told of once, who then sets a password. */
@DirtiesContext
@Import(FirstAdministratorIT.Announcements.class)
@TestPropertySource(properties = {"fovea.accounts.admin-email=Boss@Fovea.test", "fovea.accounts.admin-password="})
class FirstAdministratorIT extends ModerationServer {

    private record Told(String email, @Nullable String initialPassword) {}

    private static final List<Told> TOLD = new CopyOnWriteArrayList<>();

    @Autowired
    private FirstAdministrator administrator;

    /** Imported, and no configuration by annotation: the scan of other tests' contexts must not find it. */
    static class Announcements {

        @Bean
        FirstAdministratorAnnouncement announcementOfTheTest() {
            return (email, initialPassword) -> TOLD.add(new Told(email, initialPassword));
        }
    }

    @Test
    void oneIsMadeWhereThereIsNobodyAndNeverAgain() {
        assertThat(TOLD).hasSize(1);
        assertThat(TOLD.getFirst().email()).isEqualTo("boss@fovea.test");
        Answer signedIn =
                signIn("boss@fovea.test", String.valueOf(TOLD.getFirst().initialPassword()));
        assertThat(signedIn.status()).isEqualTo(200);
        assertThat(signedIn.json().path("mustChangePassword").asBoolean()).isTrue();
        administrator.afterSingletonsInstantiated();
        assertThat(TOLD).hasSize(1);

        // As when several processes start on an empty database at the same moment.
        database.sql("delete from moderation.session").update();
        database.sql("delete from moderation.account").update();
        TOLD.clear();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                var _ = threads.submit(administrator::afterSingletonsInstantiated);
            }
        }
        assertThat(database.sql("select count(*) from moderation.account")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(TOLD).hasSize(1);
        assertThat(signIn("boss@fovea.test", String.valueOf(TOLD.getFirst().initialPassword()))
                        .status())
                .isEqualTo(200);
    }
}
