package dev.palisade.checker.generate;

import dev.palisade.checker.history.History;
import java.util.Optional;

/**
 * A history and the truth about it.
 *
 * @param fault what was put into it; a fault need not show
 * @param linearizable what an exhaustive search found
 */
public record Labelled(History history, Optional<Fault> fault, boolean linearizable) {}
