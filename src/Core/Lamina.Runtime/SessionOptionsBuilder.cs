using Microsoft.ML.OnnxRuntime;

namespace Lamina.Runtime;

/// <summary>Says <see cref="SessionSettings"/> in ONNX Runtime's terms.</summary>
internal static class SessionOptionsBuilder
{
    public static SessionOptions Build(SessionSettings settings)
    {
        _ = OrtEnvironment.Instance;
        SessionOptions options = new();
        try
        {
            options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
            options.GraphOptimizationLevel = settings.Optimization switch
            {
                GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
                GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
                _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
            };
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
            options.InterOpNumThreads = 1;
            options.EnableCpuMemArena = settings.Arena;
            options.EnableMemoryPattern = settings.Arena;
            AddThreads(options, settings.Threads);
            if (settings.Deterministic)
            {
                options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
            }

            settings.Provider.AddTo(options);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }

    private static void AddThreads(SessionOptions options, ThreadPolicy policy)
    {
        options.IntraOpNumThreads = policy.ThreadsPerRun;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", policy.Spinning == Spinning.Never ? "0" : "1");
        if (policy.Spinning == Spinning.UntilRunEnds)
        {
            options.AddSessionConfigEntry("session.force_spinning_stop", "1");
        }
    }
}
