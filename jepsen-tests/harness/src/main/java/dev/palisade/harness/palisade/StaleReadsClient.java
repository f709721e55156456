package dev.palisade.harness.palisade;

import com.google.protobuf.ByteString;
import dev.palisade.checker.history.OpType;
import dev.palisade.client.GetResult;
import dev.palisade.client.KeyValue;
import dev.palisade.client.PalisadeClient;
import dev.palisade.client.PalisadeException;
import dev.palisade.client.RefusedException;
import dev.palisade.harness.client.Client;
import dev.palisade.harness.client.Completion;
import dev.palisade.harness.client.Operation;
import dev.palisade.harness.cluster.Cluster;
import dev.palisade.harness.net.Address;
import dev.palisade.proto.kv.Consistency;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.GetResponse;
import dev.palisade.proto.kv.KvGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Registers as keys. Stale reads go to one chosen node each, past Palisade's client, which takes
 * whichever node it likes and does not say which.
 */
final class StaleReadsClient implements Client {
  private static final String PREFIX = "stale/";
  private final PalisadeClient client;
  private final Cluster cluster;
  private final long readMillis;
  private final Map<Integer, ManagedChannel> channels = new ConcurrentHashMap<>();

  /**
   * @param readMillis how long a stale read may take
   */
  StaleReadsClient(PalisadeClient client, Cluster cluster, long readMillis) {
    this.client = client;
    this.cluster = cluster;
    this.readMillis = readMillis;
  }

  @Override
  public Completion invoke(Operation operation) {
    String key = PREFIX + operation.key();
    try {
      return switch (operation.f()) {
        case "read" -> read(client.get(key));
        case "write" ->
            new Completion(
                OpType.OK,
                operation.value(),
                Map.of("revision", client.put(key, String.valueOf(operation.value())).revision()));
        case "stale-read" ->
            ChosenNode.of(cluster, operation)
                .map(node -> staleRead(node, key))
                .orElseGet(() -> Completion.fail(operation.value(), "the node is down"));
        default -> throw new IllegalArgumentException("stale reads know no " + operation.f());
      };
    } catch (PalisadeException e) {
      // A read has no effect, whatever became of it.
      if (e instanceof RefusedException || operation.f().equals("read")) {
        return Completion.fail(operation.value(), String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (StatusRuntimeException unread) {
      return Completion.fail(operation.value(), String.valueOf(unread.getMessage()));
    }
  }

  private static Completion read(GetResult read) {
    Map<String, Object> noted = new LinkedHashMap<>();
    noted.put("revision", read.revision());
    noted.put("modRevision", read.kv().map(KeyValue::modRevision).orElse(0L));
    noted.put("stale", read.stale());
    return new Completion(OpType.OK, read.text().map(Long::valueOf).orElse(null), noted);
  }

  private Completion staleRead(ChosenNode node, String key) {
    ManagedChannel channel = channels.compute(node.node(), this::usable);
    GetResponse read =
        KvGrpc.newBlockingStub(channel)
            .withDeadlineAfter(readMillis, TimeUnit.MILLISECONDS)
            .get(
                GetRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key))
                    .setConsistency(Consistency.STALE)
                    .build());
    if (!node.lives(cluster)) {
      return Completion.fail(null, "its process ended meanwhile");
    }
    Map<String, Object> noted = new LinkedHashMap<>();
    noted.put("node", (long) node.node());
    noted.put("life", node.life());
    noted.put("revision", read.getRevision());
    noted.put("modRevision", read.getKv().getModRevision());
    noted.put("stale", read.getStale());
    Long value = read.hasKv() ? Long.valueOf(read.getKv().getValue().toStringUtf8()) : null;
    return new Completion(OpType.OK, value, noted);
  }

  /**
   * A channel that failed, or does not get there, is replaced, so that a node that came back is
   * read at once. A call that starts while its channel enters idle on another thread would throw.
   */
  private ManagedChannel usable(int node, @Nullable ManagedChannel channel) {
    if (channel == null) {
      return open(node);
    }
    return switch (channel.getState(false)) {
      case READY, IDLE, SHUTDOWN -> channel;
      case CONNECTING, TRANSIENT_FAILURE -> {
        channel.shutdownNow();
        yield open(node);
      }
    };
  }

  private ManagedChannel open(int node) {
    Address address = cluster.clientAddress(node);
    return NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
  }

  @Override
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
    client.close();
  }
}
