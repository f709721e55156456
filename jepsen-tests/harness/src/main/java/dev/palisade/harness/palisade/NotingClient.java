package dev.palisade.harness.palisade;

import dev.palisade.checker.history.OpType;
import dev.palisade.client.Acknowledgement;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.ForwardingClient;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.NodePlan;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds to each operation that succeeded which node acknowledged it and in which term; where several
 * calls were made for it, of the last one that was acknowledged.
 */
final class NotingClient extends ForwardingClient {
  /** Within the operation that is under way. */
  private final AtomicReference<@Nullable Acknowledgement> last;

  private NotingClient(Client client, AtomicReference<@Nullable Acknowledgement> last) {
    super(client);
    this.last = last;
  }

  /**
   * Adds to what another client tells.
   *
   * @param open makes that one, which tells of each acknowledgement
   */
  static NotingClient of(Function<Consumer<Acknowledgement>, Client> open) {
    AtomicReference<@Nullable Acknowledgement> last = new AtomicReference<>();
    return new NotingClient(open.apply(last::set), last);
  }

  @Override
  public Completion invoke(Operation operation) throws Exception {
    last.set(null);
    Completion completion = super.invoke(operation);
    Acknowledgement acknowledged = last.get();
    if (acknowledged == null || completion.type() != OpType.OK) {
      return completion;
    }
    Map<String, Object> extra = new HashMap<>(completion.extra());
    extra.put("node", (long) NodePlan.numberOf(acknowledged.node()));
    extra.put("term", acknowledged.term());
    return new Completion(completion.type(), completion.value(), extra);
  }
}
