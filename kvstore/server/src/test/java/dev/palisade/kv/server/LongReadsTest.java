package dev.palisade.kv.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palisade.kv.state.KvStateMachine;
import dev.palisade.kv.state.MemoryStore;
import dev.palisade.kv.state.StateView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LongReadsTest {
  private final KvStateMachine machine = new KvStateMachine(new MemoryStore());
  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private final CountDownLatch began = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private final class Read implements LongReads.LongRead {
    @Override
    public void run(StateView view) {
      began.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      done.add("read");
    }

    @Override
    public void failed(String why) {
      failures.add(why);
    }
  }

  @Test
  void aNinthReadOfAConnectionIsRefusedAndItsPlaceIsFreeAgainLater() throws Exception {
    ClientConnection connection = new ClientConnection(null, 0);
    try (LongReads reads = new LongReads(damage -> {})) {
      for (int i = 0; i < 9; i++) {
        reads.run(connection, machine.view(), new Read());
      }
      assertThat(failures).containsExactly("too many long reads of this connection wait");
      goOn.countDown();
      for (int i = 0; i < 8; i++) {
        done.take();
      }
      // The read is done a moment before its place is free.
      while (connection.addLongReads(0) > 0) {
        Thread.onSpinWait();
      }
      reads.run(connection, machine.view(), new Read());
      done.take();
      assertThat(failures).hasSize(1);
    }
  }

  @Test
  void readsBeyondThoseOfTheNodeAreRefusedAndOneIsUnderWay() throws Exception {
    List<ClientConnection> connections = new ArrayList<>();
    try (LongReads reads = new LongReads(damage -> {})) {
      reads.run(new ClientConnection(null, 0), machine.view(), new Read());
      began.await(); // It does not wait in the queue.
      for (int i = 0; i < 64; i++) {
        if (i % 8 == 0) {
          connections.add(new ClientConnection(null, 0));
        }
        reads.run(connections.getLast(), machine.view(), new Read());
      }
      assertThat(failures).isEmpty();
      ClientConnection last = new ClientConnection(null, 0);
      reads.run(last, machine.view(), new Read());
      assertThat(failures).containsExactly("too many long reads wait on this node");
      assertThat(last.addLongReads(0)).as("what was refused holds no place").isZero();
      goOn.countDown();
      for (int i = 0; i < 65; i++) {
        done.take();
      }
    }
  }

  @Test
  void aReadThatFailsEndsAloneAndSaysSo() throws Exception {
    try (LongReads reads = new LongReads(damage -> {})) {
      goOn.countDown();
      reads.run(
          new ClientConnection(null, 0),
          machine.view(),
          new LongReads.LongRead() {
            @Override
            public void run(StateView view) {
              throw new IllegalStateException("as ordered");
            }

            @Override
            public void failed(String why) {
              failures.add(why);
            }
          });
      assertThat(failures.take()).isEqualTo("the state could not be read");
      reads.run(new ClientConnection(null, 0), machine.view(), new Read());
      assertThat(done.take()).isEqualTo("read");
    }
  }
}
