package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.FenceToken;
import dev.palisade.client.FencedException;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.client.UnknownOutcome;
import java.util.HashMap;
import java.util.Map;

/** Locks as fences: taken only if no grant is live. */
final class FencedLockClient implements Client {
  private final PalisadeClient client;
  private final int worker;
  private final Map<String, FenceToken> held = new HashMap<>();

  FencedLockClient(PalisadeClient client, int worker) {
    this.client = client;
    this.worker = worker;
  }

  @Override
  public Completion invoke(Operation operation) throws UnknownOutcome {
    String fence = "lock/" + operation.key();
    return switch (operation.f()) {
      case "acquire" -> acquire(fence);
      case "release" -> release(fence);
      default -> throw new IllegalArgumentException("locks know no " + operation.f());
    };
  }

  private Completion acquire(String fence) {
    try {
      FenceToken token = client.fences().grantIfFree(fence, "worker-" + worker);
      held.put(fence, token);
      return new Completion(OpType.OK, token.token(), noted(token));
    } catch (FencedException isHeld) {
      return new Completion(
          OpType.FAIL,
          isHeld.reason() == FencedException.Reason.HELD ? isHeld.currentToken() : null,
          Map.of("error", String.valueOf(isHeld.getMessage())));
    } catch (RefusedException refused) {
      return Completion.fail(null, String.valueOf(refused.getMessage()));
    }
  }

  private Completion release(String fence) throws UnknownOutcome {
    FenceToken token = held.remove(fence);
    if (token == null) {
      return Completion.fail(null, "not held");
    }
    try {
      client.fences().release(token);
      return new Completion(OpType.OK, token.token(), noted(token));
    } catch (RefusedException refused) {
      held.put(fence, token);
      Map<String, Object> noted = noted(token);
      noted.put("error", String.valueOf(refused.getMessage()));
      return new Completion(OpType.FAIL, token.token(), noted);
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

  @Override
  public void close() {
    client.close();
  }
}
