package dev.fovea.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdministratorTest {

    @TempDir
    Path folder;

    @Test
    void aPasswordOfOursIsToldOnce() throws Exception {
        var secrets = new Secrets(folder);
        String password = Administrator.of(secrets, Map.of()).password().orElseThrow();

        // A first start that was cut short before it told anything made the account with this one.
        var again = Administrator.of(secrets, Map.of());
        assertThat(again.signInLine())
                .isEqualTo("Sign in as admin@fovea.local with the password %s (told this once)".formatted(password));
        again.forgetPassword();

        var later = Administrator.of(secrets, Map.of());
        assertThat(later.password()).isEmpty();
        assertThat(later.signInLine()).doesNotContain(password).contains("admin@fovea.local");
    }

    @Test
    void theEnvironmentNamesAnother() throws Exception {
        var secrets = new Secrets(folder);
        var administrator = Administrator.of(
                secrets, Map.of("FOVEA_ADMIN_EMAIL", "root@house.test", "FOVEA_ADMIN_PASSWORD", "from-outside"));
        assertThat(administrator.password()).contains("from-outside");
        assertThat(administrator.signInLine())
                .isEqualTo("Sign in as root@house.test with the password of FOVEA_ADMIN_PASSWORD");
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().contains("password"));
        assertThat(Administrator.of(secrets, Map.of()).signInLine()).startsWith("Sign in as root@house.test;");
    }
}
