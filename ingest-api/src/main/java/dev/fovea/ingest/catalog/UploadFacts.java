package dev.fovea.ingest.catalog;

import dev.fovea.contracts.id.VideoId;
import java.util.Collection;
import java.util.Map;

/** What is known of a listed video's upload and the catalogue does not know: the catalogue stands below it. */
public interface UploadFacts {

    /** How much has come of the files that come through us; parts that go straight to the store are not counted here. */
    Map<VideoId, Long> receivedBytes(Collection<VideoId> arriving);
}
