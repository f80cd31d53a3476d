package dev.fovea.transcode.verify;

/**
 * A unit that must be made again.
 *
 * @param rule that it breaks
 * @param detail what the rule asks, and of which track
 * @param told where and what, for people
 */
public record Blame(int unit, String rule, String detail, String told) {

    static final String OBJECTS = "fovea.objects";
    static final String DECODE = "fovea.decode";
    static final String OBJECTS_DETAIL = "every stored object holds what its name says";

    /** Whether what it made was right, and is damaged or gone where it was stored. */
    public boolean isOfTheStore() {
        return rule.equals(OBJECTS);
    }

    /** Whether it may as well be the unit before: that counts only while nobody is blamed for sure. */
    boolean isOfEitherSide() {
        return rule.equals(DECODE);
    }

    /** A sentence for people. */
    public String reason() {
        return isOfTheStore()
                ? "What it stored is damaged or gone: %s.".formatted(told)
                : "What it made breaks rule %s (%s): %s.".formatted(rule, detail, told);
    }
}
