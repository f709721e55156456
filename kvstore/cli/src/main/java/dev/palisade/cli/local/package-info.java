/**
 * Clusters of real processes on this machine: their folder, their ports, their process ids, and how
 * they are started, stopped, paused and killed. Nothing here speaks to a node but to ask whether it
 * is ready.
 *
 * <p>Imports nothing of the project but the generated stubs. {@code ClusterFileTest} and {@code
 * ProcessIdentityTest} show best what is written down and why no stranger's process is ever killed.
 */
@NullMarked
package dev.palisade.cli.local;

import org.jspecify.annotations.NullMarked;
