using Lamina.Images;
using Lamina.Images.Encoding;
using Lamina.Torch.Training;

namespace Lamina.Lab.Evaluation;

/// <summary>The confusion matrix as a picture: a row an actual class, a column a predicted one, the darker the larger its share of the row.</summary>
internal static class ConfusionPicture
{
    private const int LargestSide = 1000;

    /// <summary>Draws the classes that have pictures, in the model's order.</summary>
    public static void Save(ClassificationScores scores, string path)
    {
        int[] rows = [.. scores.PerClass.Index().Where(entry => entry.Item.Images > 0).Select(entry => entry.Index)];
        int cell = Math.Max(1, LargestSide / 2 / rows.Length);
        var picture = new Picture(rows.Length * cell, rows.Length * cell);
        for (int y = 0; y < picture.Height; y++)
        {
            int actual = rows[y / cell];
            double images = scores.PerClass[actual].Images;
            for (int x = 0; x < picture.Width; x++)
            {
                byte level = (byte)(255 - (int)(255 * scores.Confused(actual, rows[x / cell]) / images));
                picture.Row(y).Slice(x * 3, 3).Fill(level);
            }
        }

        PngWriter.Save(picture, path);
    }
}
