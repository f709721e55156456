package dev.palisade.client;

import java.util.Optional;

/**
 * A compare-and-set ran.
 *
 * @param succeeded the key had the expected value and was set
 * @param actual what the key held instead, when it did not succeed and there is such a key
 */
public record CompareAndSetResult(
    boolean succeeded, Optional<KeyValue> actual, long revision, Hlc hlc) {}
