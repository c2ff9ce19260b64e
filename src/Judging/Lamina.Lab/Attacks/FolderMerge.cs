using Lamina.Privacy.Runs;

namespace Lamina.Lab.Attacks;

/// <summary>Brings the pieces of several machines into one folder.</summary>
internal static class FolderMerge
{
    /// <summary>Takes over what other folders of the same job have.</summary>
    /// <param name="folders">The folders; they are left as they are.</param>
    /// <param name="job">The job they must be of.</param>
    /// <param name="stores">Where pieces go, each with the digest of its subject.</param>
    /// <param name="talk">Told how many.</param>
    /// <exception cref="Refusal">A folder is of another job; the difference is named, and nothing was taken from it.</exception>
    public static void Take(IReadOnlyList<string> folders, SortedDictionary<string, string> job, (PieceStore Store, string Subject)[] stores, Talk talk)
    {
        foreach (string folder in folders)
        {
            JobRecord.Check(folder, job);
            int taken = stores.Sum(store => store.Store.Take(PieceStore.Open(folder, store.Subject)));
            talk.Say($"{taken} pieces taken over from {folder}");
        }
    }
}
