namespace Lamina.Shared.ProgramOptions;

/// <summary>The thread pool of a program that also runs models on it.</summary>
internal static class PoolThreads
{
    /// <summary>
    /// Has the pool keep a thread for every run beside those for everything else. Without them, requests that arrive while all runs are under way wait until
    /// the pool notices that it starves, instead of being read and opened meanwhile.
    /// </summary>
    /// <param name="runs">Runs at a time.</param>
    public static void Reserve(int runs)
    {
        ThreadPool.GetMinThreads(out int threads, out int completions);
        ThreadPool.SetMinThreads(Math.Max(threads, (2 * Environment.ProcessorCount) + runs), completions);
    }
}
