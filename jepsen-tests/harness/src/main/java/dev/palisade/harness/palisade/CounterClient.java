package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.Bytes;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.client.WriteOptions;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import dev.palisade.harness.net.ReplyLosingRelay;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counters as keys: a put counts up the key's version, whatever it writes, so one that took effect
 * twice shows. What nodes answer gets lost now and then, and the client sends again.
 */
final class CounterClient implements Client {
  private static final String PREFIX = "counter/";

  private final PalisadeClient client;
  private final ReplyLosingRelay relay;
  private long lostBefore;

  /**
   * @param relay that the client dials through; closed with it
   */
  CounterClient(PalisadeClient client, ReplyLosingRelay relay) {
    this.client = client;
    this.relay = relay;
  }

  @Override
  public Completion invoke(Operation operation) throws UnknownOutcome {
    String key = PREFIX + operation.key();
    boolean adds = operation.f().equals("add");
    try {
      return new Completion(
          OpType.OK, adds ? add(key, String.valueOf(operation.value())) : read(key), lost());
    } catch (PalisadeException e) {
      Map<String, Object> noted = lost();
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || !adds) {
        noted.put("error", String.valueOf(e.getMessage()));
        return new Completion(OpType.FAIL, operation.value(), noted);
      }
      throw new UnknownOutcome(String.valueOf(e.getMessage()), noted, e);
    }
  }

  private List<@Nullable Object> add(String key, String number) {
    Optional<KeyValue> before =
        client
            .put(Bytes.of(key), Bytes.of(number), WriteOptions.none().returningPrevious())
            .previous();
    return Arrays.asList(before.map(KeyValue::version).orElse(0L) + 1, number(before));
  }

  private List<@Nullable Object> read(String key) {
    Optional<KeyValue> now = client.get(key).kv();
    return Arrays.asList(now.map(KeyValue::version).orElse(0L), number(now));
  }

  private static @Nullable Object number(Optional<KeyValue> kv) {
    return kv.map(found -> Long.valueOf(found.value().asText())).orElse(null);
  }

  /** How many replies were lost since the last operation, if any. */
  private Map<String, Object> lost() {
    long now = relay.lost();
    Map<String, Object> noted = new HashMap<>();
    if (now > lostBefore) {
      noted.put("lost", now - lostBefore);
    }
    lostBefore = now;
    return noted;
  }

  @Override
  public void close() {
    client.close();
    relay.close();
  }
}
