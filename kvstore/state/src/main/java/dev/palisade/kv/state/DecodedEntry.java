package dev.palisade.kv.state;

import dev.palisade.raft.Entry;
import dev.palisade.raft.EntryKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry asks for, or why that cannot be read; neither for an entry without a command.
 *
 * @param request within its limits
 */
record DecodedEntry(@Nullable Request request, @Nullable Outcome unreadable) {
  private static final DecodedEntry NO_COMMAND = new DecodedEntry(null, null);

  static List<DecodedEntry> allOf(List<Entry> entries) {
    List<DecodedEntry> decoded = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      decoded.add(of(entry));
    }
    return decoded;
  }

  private static DecodedEntry of(Entry entry) {
    if (entry.kind() != EntryKind.COMMAND) {
      return NO_COMMAND;
    }
    try {
      Request request = RequestCodec.decode(entry.payload());
      Limits.Breach breach = Limits.check(request);
      return breach == null
          ? new DecodedEntry(request, null)
          : new DecodedEntry(null, new Outcome.Invalid(breach.message()));
    } catch (MalformedPayloadException malformed) {
      return new DecodedEntry(null, new Outcome.Invalid(malformed.getMessage()));
    }
  }

  /** The single keys that they will look up, as far as they name them; some may be there twice. */
  static List<byte[]> keysOf(List<DecodedEntry> entries) {
    List<byte[]> keys = new ArrayList<>(entries.size());
    for (DecodedEntry entry : entries) {
      if (entry.request != null) {
        TouchedKeys.addTo(keys, entry.request.command());
      }
    }
    return keys;
  }
}
