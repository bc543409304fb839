import { Child, type ChildFolders, type ChildPlan } from './child.ts';

/** Children that start one after the other and end in the reverse order; of a start that fails nothing is left. */
export class Supervisor {
  readonly #children: Child[] = [];
  readonly #folders: ChildFolders;
  readonly #say: (line: string) => void;
  #stopping: Promise<void> | undefined;

  constructor(folders: ChildFolders, say: (line: string) => void) {
    this.#folders = folders;
    this.#say = say;
  }

  async start(plans: readonly ChildPlan[]): Promise<void> {
    for (const plan of plans) {
      if (this.#stopping) return;
      const child = new Child(plan, this.#folders, this.#say);
      this.#children.push(child);
      await child.start();
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  kill(): void {
    for (const child of this.#children) child.kill();
  }

  async #stopAll(): Promise<void> {
    for (const child of [...this.#children].reverse()) await child.stop();
  }
}
