package dev.palisade.sim.oracle;

/** The oracles of one run, wired together. Not thread-safe. */
public final class Watch {
  private final Elections elections = new Elections();
  private final AppliedLog applied = new AppliedLog(elections);
  private final Logs logs = new Logs(applied);
  private final History history = new History();
  private final Reports reports = new Reports();
  private final Rounds rounds = new Rounds();

  public Elections elections() {
    return elections;
  }

  public AppliedLog applied() {
    return applied;
  }

  public Logs logs() {
    return logs;
  }

  public Rounds rounds() {
    return rounds;
  }

  public Reports reports() {
    return reports;
  }

  public History history() {
    return history;
  }
}
