/** Commands that change who is a member of the cluster. */
@NullMarked
package dev.palisade.cli.members;

import org.jspecify.annotations.NullMarked;
