/** The OpenAPI document: what the controllers' types say, said to clients in full. */
@NullMarked
package dev.fovea.platform.document;

import org.jspecify.annotations.NullMarked;
