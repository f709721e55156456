package dev.palisade.harness.hostile;

import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.OperationBatch;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Clients that ask and never read: half on one connection, half on connections of their own. */
final class DeafStreams implements Round {
  private static final int STREAMS = 8;
  private static final int BATCHES = 8;
  private static final int RANGES = 8;
  private static final long STAY_SECONDS = 3;

  @Override
  public void run(Victims victims, RandomGenerator dice) throws InterruptedException {
    ManagedChannel shared = victims.connect(victims.leader().client());
    LargeAnswers.prepare(shared);
    OperationBatch ranges =
        OpenStreams.batch(RANGES, i -> Operation.newBuilder().setRange(LargeAnswers.range()));
    List<OpenStreams.Stream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      ManagedChannel channel = i % 2 == 0 ? shared : victims.connect(victims.leader().client());
      OpenStreams.Stream stream = OpenStreams.begin(channel, 0);
      for (int sent = 0; sent < BATCHES; sent++) {
        stream.send(ranges);
      }
      streams.add(stream);
    }
    for (OpenStreams.Stream stream : streams) {
      stream.ended().await(STAY_SECONDS / streams.size() + 1, TimeUnit.SECONDS);
    }
    victims.hangUp();
  }
}
