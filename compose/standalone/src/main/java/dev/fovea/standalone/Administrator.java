package dev.fovea.standalone;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The one who may sign in first: named by the environment, else made up. A password of ours is kept until it was told
 * and is not needed any more, so a first start that is cut short loses nothing.
 */
final class Administrator {

    private static final String EMAIL_DEFAULT = "admin@fovea.local";
    private static final String TOLD = "administrator";
    private static final String PASSWORD = "administrator-password";

    private final Secrets secrets;
    private final String email;
    private final Optional<String> givenPassword;
    private final boolean told;

    private Administrator(Secrets secrets, String email, Optional<String> givenPassword, boolean told) {
        this.secrets = secrets;
        this.email = email;
        this.givenPassword = givenPassword;
        this.told = told;
    }

    static Administrator of(Secrets secrets, Map<String, String> environment) throws IOException {
        Optional<String> told = secrets.find(TOLD);
        String email = told.or(() -> nonBlank(environment, "FOVEA_ADMIN_EMAIL")).orElse(EMAIL_DEFAULT);
        Optional<String> given = nonBlank(environment, "FOVEA_ADMIN_PASSWORD");
        if (told.isEmpty() && given.isEmpty()) {
            secrets.password(PASSWORD);
        }
        return new Administrator(secrets, email, given, told.isPresent());
    }

    String email() {
        return email;
    }

    /** Nobody was told to sign in yet: this is the first start, or one after a first start that was cut short. */
    boolean isNew() {
        return !told;
    }

    /** Known while it is one that was given, or ours and still needed. */
    Optional<String> password() throws IOException {
        return givenPassword.isPresent() ? givenPassword : secrets.find(PASSWORD);
    }

    /** The line behind the ready line. A password of ours is in it the first time only. */
    String signInLine() throws IOException {
        if (told) {
            return "Sign in as %s; its password was told at the first start".formatted(email);
        }
        secrets.keep(TOLD, email);
        return givenPassword.isPresent()
                ? "Sign in as %s with the password of FOVEA_ADMIN_PASSWORD".formatted(email)
                : "Sign in as %s with the password %s (told this once)".formatted(email, secrets.password(PASSWORD));
    }

    void forgetPassword() throws IOException {
        secrets.forget(PASSWORD);
    }

    private static Optional<String> nonBlank(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
