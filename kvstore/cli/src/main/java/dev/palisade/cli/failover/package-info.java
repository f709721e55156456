/**
 * How long puts fail after the leader is lost: kills, pauses or cuts off one leader after another
 * and measures each gap.
 *
 * <p>Imports the local cluster, the harness' cluster with its network, and the client. {@code
 * GapsTest} shows how figures are made of gaps, {@code FailoverIT} the command.
 */
@NullMarked
package dev.palisade.cli.failover;

import org.jspecify.annotations.NullMarked;
