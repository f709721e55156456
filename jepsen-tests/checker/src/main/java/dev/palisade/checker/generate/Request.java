package dev.palisade.checker.generate;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks.
 *
 * @param f the function
 * @param argument the value of the invocation
 */
public record Request(String f, @Nullable Object argument) {}
