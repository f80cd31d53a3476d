/** Media objects, on a local disk or in S3; nobody else knows which. */
@NullMarked
package dev.fovea.platform.media;

import org.jspecify.annotations.NullMarked;
