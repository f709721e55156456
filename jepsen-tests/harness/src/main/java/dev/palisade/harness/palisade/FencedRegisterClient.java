package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.client.WriteOptions;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registers as keys, each guarded by a fence of its name. */
final class FencedRegisterClient implements Client {
  private final PalisadeClient client;
  private final int worker;

  /** The last token that was granted to this client, by fence; others may have newer ones. */
  private final Map<String, FenceToken> held = new HashMap<>();

  FencedRegisterClient(PalisadeClient client, int worker) {
    this.client = client;
    this.worker = worker;
  }

  @Override
  public Completion invoke(Operation operation) throws UnknownOutcome {
    String key = String.valueOf(operation.key());
    return switch (operation.f()) {
      case "grant" -> grant(key);
      case "write" -> write(key, operation.value());
      case "read" -> read(key);
      default -> throw new IllegalArgumentException("fenced registers know no " + operation.f());
    };
  }

  private Completion grant(String fence) {
    try {
      FenceToken token = client.fences().grant(fence, "worker-" + worker);
      held.put(fence, token);
      return new Completion(OpType.OK, token.token(), noted(token));
    } catch (RefusedException refused) {
      return Completion.fail(null, String.valueOf(refused.getMessage()));
    }
  }

  private Completion write(String key, @Nullable Object value) throws UnknownOutcome {
    FenceToken token = held.get(key);
    if (token == null) {
      return Completion.fail(value, "no token yet");
    }
    try {
      client.put(key, String.valueOf(value), WriteOptions.fencedBy(token));
      return new Completion(OpType.OK, value, noted(token));
    } catch (RefusedException refused) {
      Map<String, Object> noted = noted(token);
      noted.put("error", String.valueOf(refused.getMessage()));
      if (refused instanceof FencedException fenced) {
        noted.put("fenced", fenced.reason().name().toLowerCase(Locale.ROOT));
      }
      return new Completion(OpType.FAIL, value, noted);
    } catch (PalisadeException unknown) {
      throw new UnknownOutcome(String.valueOf(unknown.getMessage()), noted(token), unknown);
    }
  }

  private static Map<String, Object> noted(FenceToken token) {
    Map<String, Object> noted = new HashMap<>();
    noted.put("fence", token.fence());
    noted.put("token", token.token());
    return noted;
  }

  private Completion read(String key) {
    try {
      List<@Nullable Object> answer = new ArrayList<>();
      answer.add(client.get(key).text().map(Long::valueOf).orElse(null));
      answer.add(null);
      answer.add(null);
      return Completion.ok(answer);
    } catch (PalisadeException unread) {
      return Completion.fail(null, String.valueOf(unread.getMessage()));
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
