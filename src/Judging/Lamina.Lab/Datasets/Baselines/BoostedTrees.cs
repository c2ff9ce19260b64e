using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace Lamina.Lab.Datasets.Baselines;

/// <summary>Gradient-boosted regression trees (ML.NET's FastTree), one against the rest for each class. The same data gives the same trees.</summary>
internal static class BoostedTrees
{
    /// <summary>Trees a class.</summary>
    public const int Trees = 100;

    /// <summary>Leaves a tree, at most.</summary>
    public const int Leaves = 20;

    /// <summary>Step width.</summary>
    public const double LearningRate = 0.1;

    /// <summary>Training pictures a leaf, at least: some types have less than twenty.</summary>
    public const int LeastPerLeaf = 2;

    /// <summary>Fits the trees and predicts.</summary>
    /// <param name="training">Bytes of the training pictures.</param>
    /// <param name="classes">Their classes, from 0 without gaps.</param>
    /// <param name="asked">Bytes of the pictures to classify.</param>
    /// <returns>The class of each of them.</returns>
    public static int[] Predict(IReadOnlyList<byte[]> training, IReadOnlyList<int> classes, IReadOnlyList<byte[]> asked)
    {
        if (classes.Distinct().Count() == 1)
        {
            return [.. asked.Select(_ => classes[0])];
        }

        var context = new MLContext(seed: 1);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, training[0].Length);
        schema[nameof(Row.Class)].ColumnType = new KeyDataViewType(typeof(uint), classes.Max() + 1);
        FastTreeBinaryTrainer trainer = context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            FeatureColumnName = nameof(Row.Values),
            LabelColumnName = nameof(Row.Class),
            NumberOfTrees = Trees,
            NumberOfLeaves = Leaves,
            LearningRate = LearningRate,
            MinimumExampleCountPerLeaf = LeastPerLeaf,
            NumberOfThreads = 1,
        });
        var model = context.MulticlassClassification.Trainers.OneVersusAll(trainer, labelColumnName: nameof(Row.Class))
            .Fit(context.Data.LoadFromEnumerable(Rows(training, classes), schema));
        IDataView answers = model.Transform(context.Data.LoadFromEnumerable(Rows(asked, new int[asked.Count]), schema));
        // Read back, keys count from 1; 0 is a missing one.
        return [.. answers.GetColumn<uint>("PredictedLabel").Select(key => (int)key - 1)];
    }

    private static IEnumerable<Row> Rows(IReadOnlyList<byte[]> values, IReadOnlyList<int> classes) =>
        values.Zip(classes, (bytes, label) => new Row { Values = Array.ConvertAll(bytes, value => (float)value), Class = (uint)label });

    /// <summary>A row as the library reads it: by reflection, from public members.</summary>
    public sealed class Row
    {
        /// <summary>The picture's bytes.</summary>
        public float[] Values { get; set; } = [];

        /// <summary>Its class, from 0: the library adds the 1 by which it tells a key from a missing one.</summary>
        public uint Class { get; set; }
    }
}
