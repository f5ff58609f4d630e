/** The Stashes view shows what the real kiwi-ng and podman have made. */
export function defineStashes(): void {}
