package dev.fovea.contracts.media;

import dev.fovea.contracts.id.VideoId;

/**
 * Names of objects in the media store. Names have slashes, no leading one, and only {@code [A-Za-z0-9._/-]}.
 *
 * <pre>
 * sources/{videoId}/{generation}           the uploaded bytes
 * videos/{videoId}/{generation}/...        everything playable of that generation, immutable, named by content
 * texts/{videoId}/...                      captions and chapters, immutable, named by content; of all its generations
 * work/{videoId}/{generation}/...          what a transcode needs while it runs; gone after it
 * </pre>
 */
public final class MediaLayout {

    private MediaLayout() {}

    public static String source(VideoId video, int generation) {
        return "sources/%s/%d".formatted(video, generation);
    }

    /** The folder of a generation's playable objects, with a trailing slash. */
    public static String generation(VideoId video, int generation) {
        return "videos/%s/%d/".formatted(video, generation);
    }

    /** The folder of a video's captions and chapters, with a trailing slash. */
    public static String texts(VideoId video) {
        return "texts/%s/".formatted(video);
    }

    /** The folder of what the workers of a generation share while they transcode it, with a trailing slash. */
    public static String work(VideoId video, int generation) {
        return "work/%s/%d/".formatted(video, generation);
    }
}
