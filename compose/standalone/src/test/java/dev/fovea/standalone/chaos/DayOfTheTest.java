package dev.fovea.standalone.chaos;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** What is drawn anew each day: {@code -Dfovea.test.day=N} draws again what day N since 1970 has drawn. */
public final class DayOfTheTest {

    /** Once: a test that runs at midnight stays in its day. */
    public static final long NUMBER =
            Long.getLong("fovea.test.day", LocalDate.now(ZoneOffset.UTC).toEpochDay());

    private DayOfTheTest() {}
}
