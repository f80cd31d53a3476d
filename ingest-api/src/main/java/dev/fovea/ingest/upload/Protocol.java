package dev.fovea.ingest.upload;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the bytes of an upload travel. */
enum Protocol {
    @JsonProperty("tus")
    TUS,
    @JsonProperty("s3-multipart")
    S3_MULTIPART
}
