package dev.palisade.raft.runtime;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryId;
import dev.palisade.raft.EntryKind;
import dev.palisade.raft.StateMachine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A state machine that remembers every command in order; the result is the command's position. */
final class Counter implements StateMachine<Integer> {
  private final List<String> commands = new ArrayList<>();
  private EntryId applied = EntryId.ZERO;
  private long lastHlc;

  @Override
  public synchronized EntryId applied() {
    return applied;
  }

  @Override
  public synchronized long lastHlc() {
    return lastHlc;
  }

  @Override
  public synchronized List<Integer> apply(List<Entry> entries) {
    List<Integer> results = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() == EntryKind.COMMAND) {
        commands.add(StandardCharsets.UTF_8.decode(entry.payload().duplicate()).toString());
      }
      applied = entry.id();
      lastHlc = Math.max(lastHlc, entry.hlc());
      results.add(commands.size());
    }
    return results;
  }

  synchronized List<String> commands() {
    return List.copyOf(commands);
  }
}
