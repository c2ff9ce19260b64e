using System.Collections.Immutable;

namespace Lamina.Lab.Reproducing;

/// <summary>What <c>reproduce</c> was asked.</summary>
internal sealed record ReproduceRequest
{
    /// <summary>How much is run.</summary>
    public EvaluationScale Scale { get; init; } = EvaluationScale.Small;

    /// <summary>What is looked at.</summary>
    public ImmutableArray<EvaluationSubject> Subjects { get; init; } = EvaluationSubject.All;

    /// <summary>Photographs; null where there are none.</summary>
    public string? Photographs { get; init; }

    /// <summary>A folder of records as pictures; null where there is none.</summary>
    public string? Records { get; init; }

    /// <summary>Files of models by name.</summary>
    public ImmutableSortedDictionary<string, string> Models { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Folder of results, work and report.</summary>
    public required string Out { get; init; }

    /// <summary>Pieces by name or number; empty for all.</summary>
    public ImmutableArray<string> Pieces { get; init; } = [];

    /// <summary>Only pieces whose name contains one of these; empty for all.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>Only say which pieces there are.</summary>
    public bool List { get; init; }

    /// <summary>Only write the report.</summary>
    public bool Report { get; init; }

    /// <summary>Leave pictures of victims out of the report, so that it may be published.</summary>
    public bool Public { get; init; }

    /// <summary>Time of one piece's attacks in minutes; null for the scale's.</summary>
    public double? Minutes { get; init; }

    /// <summary>Deals the roles and starts the attacks.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Threads; 0 for all.</summary>
    public int Threads { get; init; }

    /// <summary>Time one piece's attacks are given, in minutes.</summary>
    public double GivenMinutes => Minutes ?? Scale.Minutes;

    /// <summary>The pictures of a subject's data set; null where none were given.</summary>
    public string? DataOf(EvaluationSubject subject) => subject.Data == EvaluationSubject.Records ? Records : Photographs;
}
