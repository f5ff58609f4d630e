/** Which names `kiwi-ng system stash` and podman both accept. */

/** Why `name` cannot be the name of a stash, in one sentence for an input box; `undefined` when it can. */
export declare function stashNameProblem(name: string): string | undefined

/** Why `tag` cannot be a tag, in one sentence; `undefined` when it can. */
export declare function stashTagProblem(tag: string): string | undefined

/** A name near to `imageName` that kiwi accepts, to be proposed; `undefined` when nothing is left of it. */
export declare function proposeStashName(imageName: string): string | undefined
