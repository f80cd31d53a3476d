package dev.fovea.platform.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fovea.contracts.access.Category;
import dev.fovea.contracts.access.Role;
import dev.fovea.contracts.account.AccountChanged;
import dev.fovea.contracts.problem.ProblemType;
import dev.fovea.contracts.topic.Topics;
import dev.fovea.platform.access.AccountStates;
import dev.fovea.platform.access.Caller;
import dev.fovea.platform.problem.ClientProblem;
import dev.fovea.testing.TestIssuer;
import dev.fovea.testplatform.PlatformServer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

/** As many pages as there is room for look on, each for as long as it may. */
class EventStreamsIT extends PlatformServer {

    private static final int MAX = 2;

    @Autowired
    private AccountStates accounts;

    @Autowired
    private JsonMapper json;

    private EventStreams streams;

    @BeforeEach
    void makeRoom() {
        streams = new EventStreams(MAX, accounts, json);
    }

    @AfterEach
    void endWhatStillRuns() {
        streams.close();
    }

    @Test
    void oneMoreThanThereIsRoomForIsRefusedUntilAnotherEnds() {
        Caller leaving = caller();
        CompletableFuture<Void> first = follow(leaving);
        CompletableFuture<Void> second = follow(caller());

        assertThatThrownBy(() -> ask("GET", new MockHttpServletResponse()))
                .isInstanceOfSatisfying(
                        ClientProblem.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));

        disable(leaving);
        await().until(first::isDone);
        CompletableFuture<Void> third = follow(caller());
        assertThat(second).isNotDone();
        assertThat(third).isNotDone();
    }

    @Test
    void allEndWithTheProcess() throws Exception {
        var response = new MockHttpServletResponse();
        CompletableFuture<Void> stream = follow(caller(), response);

        streams.close();

        await().until(stream::isDone);
        assertThat(response.getContentType()).startsWith("text/event-stream");
        assertThat(response.getContentAsString()).startsWith("event: count\ndata: {\"now\":1}\n\n");
    }

    @Test
    void askedForItsHeadersOnlyItHoldsNothing() {
        for (int i = 0; i < MAX; i++) {
            assertThat(follow(caller())).isNotDone();
        }
        var response = new MockHttpServletResponse();

        ask("HEAD", response);

        assertThat(response.getContentType()).startsWith("text/event-stream");
        assertThat(response.getContentAsByteArray()).isEmpty();
    }

    private void ask(String method, MockHttpServletResponse response) {
        streams.stream(caller(), request(method), response, page -> page.tell("count", Map.of("now", 1)));
    }

    private static MockHttpServletRequest request(String method) {
        return new MockHttpServletRequest(method, "/api/v1/events");
    }

    private CompletableFuture<Void> follow(Caller caller) {
        return follow(caller, new MockHttpServletResponse());
    }

    /** Returns when the stream has begun. */
    private CompletableFuture<Void> follow(Caller caller, MockHttpServletResponse response) {
        var begun = new CompletableFuture<Void>();
        CompletableFuture<Void> stream = CompletableFuture.runAsync(
                () -> streams.stream(caller, request("GET"), response, page -> {
                    page.tell("count", Map.of("now", 1));
                    begun.complete(null);
                }),
                Thread::startVirtualThread);
        CompletableFuture.anyOf(begun, stream).join();
        return stream;
    }

    private void disable(Caller caller) {
        topics().publish(
                        Topics.ACCOUNTS,
                        caller.userId().toString(),
                        new AccountChanged(
                                caller.userId(),
                                caller.email(),
                                caller.displayName(),
                                caller.role(),
                                caller.category(),
                                false,
                                caller.accountVersion() + 1,
                                Instant.EPOCH));
    }

    private static Caller caller() {
        return new Caller(TestIssuer.newUser(), "e@fovea.test", "E", Role.EDITOR, Category.EMPLOYEE, 1);
    }
}
