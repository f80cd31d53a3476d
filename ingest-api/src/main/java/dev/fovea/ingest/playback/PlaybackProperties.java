package dev.fovea.ingest.playback;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param mediaTokenValid how long one signed path plays; the player renews it before
 * @param viewTokenValid how long player events of one view are taken; a film may run for 48 h
 * @param viewsKept views that began longer ago cannot be renewed
 * @param stateCached how long a video's state is believed without looking again; revocation waits for it
 */
@Validated
@ConfigurationProperties("fovea.playback")
record PlaybackProperties(
        @DefaultValue("4h") Duration mediaTokenValid,
        @DefaultValue("72h") Duration viewTokenValid,
        @DefaultValue("8d") Duration viewsKept,
        @DefaultValue("500ms") Duration stateCached) {}
