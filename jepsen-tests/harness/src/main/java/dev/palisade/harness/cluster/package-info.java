/**
 * Real nodes as processes of this machine: started, stopped, paused, killed and observed, and gone
 * when the run is, however it ends.
 *
 * <p>Imports {@code net}, by which nodes reach one another, and the checker's JSON. Knows no
 * database: {@code SystemUnderTest} is what a user implements for another one. {@code ClusterTest}
 * shows it best.
 */
@NullMarked
package dev.palisade.harness.cluster;

import org.jspecify.annotations.NullMarked;
