@NullMarked
package dev.palisade.cli.failover;

import org.jspecify.annotations.NullMarked;
