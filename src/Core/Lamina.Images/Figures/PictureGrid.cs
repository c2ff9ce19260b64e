namespace Lamina.Images.Figures;

/// <summary>Several pictures side by side in one, for reports.</summary>
public static class PictureGrid
{
    /// <summary>The ground unless another is asked for: light grey.</summary>
    public const byte LightGrey = 0xF2;

    /// <summary>Rows of equal cells, filled from the left; a picture smaller than its cell lies in the cell's middle.</summary>
    /// <param name="pictures">At least one; they may differ in size.</param>
    /// <param name="columns">Cells in a row, at least 1.</param>
    /// <param name="gap">Pixels between cells and around them, at least 0.</param>
    /// <param name="ground">Grey level of what no picture covers.</param>
    public static Picture Compose(IReadOnlyList<Picture> pictures, int columns, int gap = 4, byte ground = LightGrey)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentOutOfRangeException.ThrowIfLessThan(pictures.Count, 1, nameof(pictures));
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        columns = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        int width = pictures.Max(picture => picture.Width);
        int height = pictures.Max(picture => picture.Height);
        var grid = new Picture(checked((columns * (width + gap)) + gap), checked((rows * (height + gap)) + gap));
        grid.Pixels.Fill(ground);
        for (int i = 0; i < pictures.Count; i++)
        {
            int left = gap + (i % columns * (width + gap)) + ((width - pictures[i].Width) / 2);
            int top = gap + (i / columns * (height + gap)) + ((height - pictures[i].Height) / 2);
            Place(pictures[i], grid, left, top);
        }

        return grid;
    }

    private static void Place(Picture picture, Picture grid, int left, int top)
    {
        for (int y = 0; y < picture.Height; y++)
        {
            picture.Row(y).CopyTo(grid.Row(top + y)[(left * 3)..]);
        }
    }
}
