package dev.palisade.raft.log;

/** The machine is off: thrown by every operation on a {@link FaultDisk} from then on. */
public final class PowerLost extends Error {
  private static final long serialVersionUID = 1L;

  PowerLost() {
    super("the power is lost");
  }
}
