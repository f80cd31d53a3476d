package dev.fovea.ingest.upload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * @param sizeMax of one source file; a larger one is refused before its first byte
 * @param abandonedAfter an upload that no byte reached for this long is given up, and its bytes are deleted
 */
@Validated
@ConfigurationProperties("fovea.upload")
record UploadProperties(
        @DefaultValue("200GB") DataSize sizeMax,
        @DefaultValue("7d") Duration abandonedAfter) {}
