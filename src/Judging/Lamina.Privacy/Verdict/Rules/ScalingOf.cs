using System.Collections.Immutable;
using Lamina.Plans;

namespace Lamina.Privacy.Verdict.Rules;

/// <summary>Whether more images would still have helped the adversary.</summary>
internal static class ScalingOf
{
    /// <returns>What the last doubling of the images gained; null without three sound points of about n/4, n/2 and n.</returns>
    public static double? LastGain(TrainedStrength strength)
    {
        ImmutableArray<ScalingPoint> points = strength.Scaling;
        bool sound = points.Length == 3
            && points.All(point => double.IsFinite(point.Score))
            && points[0].Images >= 1 && IsDoubling(points[0], points[1]) && IsDoubling(points[1], points[2]);
        return sound ? points[2].Score - points[1].Score : null;
    }

    /// <summary>The scope, bound to the number of images if they had not yet stopped helping a counted learned attack.</summary>
    public static PlanScope Bound(Case facts)
    {
        ScalingPoint[] gaining = [.. facts.Runs
            .Where(run => run.Counted && run.Run.Kind.Family == AttackFamily.Learned && LastGain(run.Run.Trained!) > Thresholds.ScalingGain)
            .Select(run => run.Run.Trained!.Scaling[2])];
        return facts.Evidence.Scope with { AdversaryImages = gaining.Length == 0 ? null : gaining.Min(point => point.Images) };
    }

    /// <summary>Rounding of odd numbers is allowed for.</summary>
    private static bool IsDoubling(ScalingPoint fewer, ScalingPoint more) => Math.Abs(more.Images - (2.0 * fewer.Images)) <= 2;
}
