package dev.palisade.kv.rocks;

import dev.palisade.kv.state.StateDamagedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the live database in the folder of a state, also where the pointer to it is damaged. */
final class LiveDatabase {
  private static final Logger LOG = LoggerFactory.getLogger("palisade.state");

  private LiveDatabase() {}

  /**
   * The folder of the live database; a pointer to a first one is made where there is nothing. A
   * pointer that is damaged or missing is written again where only one database is there, since a
   * second exists only while a snapshot is being restored.
   *
   * @throws StateDamagedException if it cannot be told which database is the live one, or it is
   *     gone
   * @throws IOException if the disk fails, or the pointer is of another format
   */
  static Path find(Path folder, StatePointer pointer) throws IOException {
    List<String> databases =
        Durably.names(folder).stream().filter(name -> StatePointer.numberOf(name) > 0).toList();
    String named;
    try {
      named = pointer.read();
    } catch (StatePointer.DamagedException e) {
      return repaired(folder, pointer, databases, e);
    }
    if (named != null) {
      if (!databases.contains(named)
          && (StatePointer.numberOf(named) > 1 || !databases.isEmpty())) {
        throw new StateDamagedException(
            "%s names %s, and there is no such folder".formatted(pointer, named), null);
      }
      return folder.resolve(named);
    }
    if (Files.exists(folder.resolve("CURRENT"))) {
      return folder; // As earlier versions left it.
    }
    if (!databases.isEmpty()) {
      return repaired(folder, pointer, databases, null);
    }
    pointer.write(StatePointer.database(1));
    return folder.resolve(StatePointer.database(1));
  }

  private static Path repaired(
      Path folder, StatePointer pointer, List<String> databases, @Nullable IOException damage)
      throws IOException {
    String found = damage == null ? pointer + " is missing" : String.valueOf(damage.getMessage());
    if (databases.size() != 1) {
      throw new StateDamagedException(
          "%s, and there are %s: it cannot be told which database is the live one"
              .formatted(found, databases),
          damage);
    }
    LOG.warn("{}; it is written again, since {} is the only database", found, databases.getFirst());
    pointer.write(databases.getFirst());
    return folder.resolve(databases.getFirst());
  }
}
