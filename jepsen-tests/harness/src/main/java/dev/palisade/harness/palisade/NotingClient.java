package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.Acknowledgement;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.NodePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds to each operation that succeeded which node acknowledged it and in which term; where several
 * calls were made for it, of the last one that was acknowledged.
 */
final class NotingClient implements Client {
  private final Client client;

  /** Within the operation that is under way. */
  private volatile @Nullable Acknowledgement last;

  /**
   * Adds to what another client tells.
   *
   * @param open makes that one, which tells of each acknowledgement
   */
  NotingClient(Function<Consumer<Acknowledgement>, Client> open) {
    client = open.apply(acknowledgement -> last = acknowledgement);
  }

  @Override
  public void setup() throws Exception {
    client.setup();
  }

  @Override
  public Completion invoke(Operation operation) throws Exception {
    last = null;
    Completion completion = client.invoke(operation);
    Acknowledgement acknowledged = last;
    if (acknowledged == null || completion.type() != OpType.OK) {
      return completion;
    }
    Map<String, Object> extra = new HashMap<>(completion.extra());
    extra.put("node", (long) NodePlan.numberOf(acknowledged.node()));
    extra.put("term", acknowledged.term());
    return new Completion(completion.type(), completion.value(), extra);
  }

  @Override
  public void teardown() throws Exception {
    client.teardown();
  }

  @Override
  public void close() {
    client.close();
  }
}
