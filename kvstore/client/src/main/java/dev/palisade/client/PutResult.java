package dev.palisade.client;

import java.util.Optional;

/**
 * A key was set.
 *
 * @param previous the version that was replaced, if asked for and there was one
 */
public record PutResult(long revision, Hlc hlc, Optional<KeyValue> previous)
    implements OperationResult {}
