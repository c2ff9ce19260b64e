using System.Collections.Immutable;
using Lamina.Privacy.Records;

namespace Lamina.Privacy.Tests.Records;

public sealed class FieldAdvantageTests
{
    private static readonly FieldSpec Door = FieldSpec.Discrete("door_state");
    private static readonly FieldSpec Heat = FieldSpec.Continuous("temperature", [.. Enumerable.Range(0, 101).Select(i => (double)i)]);

    /// <summary>Doors open in class 1 and closed in class 0; temperatures 10 apart.</summary>
    private static readonly RecordSet Training = Set([0, 0, 0, 1, 1], [20, 21, 22, 80, 81], [0, 0, 0, 1, 1], [0, 0, 0, 1, 1]);

    private static readonly RecordSet Victims = Set([0, 1, 1, 0], [50, 80, 82, 21], [0, 1, 1, 0], [0, 0, 0, 1]);

    [Fact]
    public void Continuous_Tolerance_IsFivePercentOfTheInnerRange()
    {
        Assert.Equal(4.5, Heat.Tolerance, 1e-12);
        Assert.True(Heat.Matches(50, 54.4));
        Assert.False(Heat.Matches(50, 54.6));
        Assert.False(Heat.Matches(50, double.NaN));
    }

    [Fact]
    public void Discrete_AlmostRight_IsWrong()
    {
        Assert.True(Door.Matches(1, 1));
        Assert.False(Door.Matches(1, 1.0000001));
    }

    [Fact]
    public void Controls_GuessWhatIsMostFrequent_PerClass_AndBefore()
    {
        FieldSpec[] fields = [Door, Heat];
        Assert.All(FieldControls.Majority(fields, Training, Victims), guess => Assert.Equal([0, 21], guess));
        Assert.Equal([[0, 21], [1, 80.5], [1, 80.5], [0, 21]], Flat(FieldControls.ClassMajority(fields, Training, Victims)));
        Assert.Equal([[0, 21], [0, 50], [1, 80], [0, 21]], Flat(FieldControls.PreviousRecord(fields, Training, Victims)));
    }

    [Fact]
    public void Of_PerfectRecovery_IsOne()
    {
        FieldAdvantage advantage = Advantage(Victims.Values);
        Assert.All(advantage.PerRecord, value => Assert.Equal(1, value, 1e-12));

        // The class tells the door, so nothing can be gained there; three of four temperatures too.
        Assert.Null(advantage.Fields[0].Advantage);
        Assert.Equal("class", advantage.Fields[1].ControlName);
        Assert.Equal(0.75, advantage.Fields[1].Control);
    }

    [Fact]
    public void Of_TheControlItself_IsZero() =>
        Assert.Equal(0, Advantage(FieldControls.ClassMajority([Door, Heat], Training, Victims)).Mean, 1e-12);

    [Fact]
    public void Of_WorseThanGuessing_CountsAsTheGuess()
    {
        FieldAdvantage advantage = Advantage([.. Victims.Values.Select(_ => ImmutableArray.Create(9.0, 999.0))]);
        Assert.True(advantage.Fields[1].Advantage < 0);
        Assert.Equal(0, advantage.Mean);
    }

    [Fact]
    public void Of_OneFieldToldAndOneWorseThanGuessing_TheToldOneStillShows()
    {
        FieldSpec[] fields = [Heat, Heat];
        RecordSet training = Pairs([20, 21, 22, 80, 81]);
        RecordSet victims = Pairs([50, 80, 82, 21]);
        FieldAdvantage advantage = FieldAdvantage.Of(
            fields, victims, [.. victims.Values.Select(record => ImmutableArray.Create(record[0], 999.0))],
            FieldLevels.Of(fields, victims, new Dictionary<string, ImmutableArray<ImmutableArray<double>>> { ["class"] = FieldControls.ClassMajority(fields, training, victims) }));
        Assert.Equal(0.5, advantage.Mean, 1e-12);

        // Clamped is what is shown; what bounds are made of is not.
        Assert.Equal([1.0, -3.0], advantage.PerField.Select(field => Math.Round(field.Average(), 12)));
    }

    [Fact]
    public void Of_NothingToGain_IsRefused() =>
        Assert.Throws<ArgumentException>(() => FieldLevels.Of([Door, Heat], Victims, new Dictionary<string, ImmutableArray<ImmutableArray<double>>> { ["oracle"] = Victims.Values }));

    [Fact]
    public void Of_MissingGuess_IsRefused() => Assert.Throws<ArgumentException>(() => Advantage(Victims.Values[..3]));

    private static FieldAdvantage Advantage(ImmutableArray<ImmutableArray<double>> guesses) => FieldAdvantage.Of(
        [Door, Heat],
        Victims,
        guesses,
        FieldLevels.Of([Door, Heat], Victims, new Dictionary<string, ImmutableArray<ImmutableArray<double>>>
        {
            ["majority"] = FieldControls.Majority([Door, Heat], Training, Victims),
            ["class"] = FieldControls.ClassMajority([Door, Heat], Training, Victims),
            ["previous"] = FieldControls.PreviousRecord([Door, Heat], Training, Victims),
        }));

    private static RecordSet Pairs(double[] heats) => new()
    {
        Values = [.. heats.Select(heat => ImmutableArray.Create(heat, heat))],
        Classes = [.. heats.Select(heat => heat > 50 ? 1 : 0)],
        Blocks = [.. heats.Select(_ => 0)],
    };

    private static RecordSet Set(double[] doors, double[] heats, int[] classes, int[] blocks) => new()
    {
        Values = [.. doors.Zip(heats, (door, heat) => ImmutableArray.Create(door, heat))],
        Classes = [.. classes],
        Blocks = [.. blocks],
    };

    private static double[][] Flat(ImmutableArray<ImmutableArray<double>> guesses) => [.. guesses.Select(guess => guess.ToArray())];
}
