/**
 * The Java client: {@link dev.palisade.client.PalisadeClient}, what it takes and what it answers.
 *
 * <p>For Java 17 and later. Imports the wire contract and gRPC, and nothing of the server. {@code
 * ReadmeExample} shows its use, {@code OutcomesTest} how calls end.
 */
@NullMarked
package dev.palisade.client;

import org.jspecify.annotations.NullMarked;
