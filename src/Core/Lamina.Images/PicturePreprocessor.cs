using Lamina.Images.Resizing;
using Lamina.Plans.Preprocess;

namespace Lamina.Images;

/// <summary>Applies a whole preprocessing to pictures, and undoes its tensor part. Immutable, so safe for concurrent use.</summary>
public sealed class PicturePreprocessor
{
    private readonly Preprocessing _preprocessing;

    /// <summary>Prepares a preprocessing.</summary>
    /// <exception cref="PreprocessingException">It is not valid.</exception>
    public PicturePreprocessor(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.Validate() is { IsEmpty: false } faults)
        {
            throw new PreprocessingException(faults);
        }

        _preprocessing = preprocessing;
        Size = preprocessing.FixedSize()!.Value;
        Tensor = new PictureTensor(preprocessing.Tensor);
    }

    /// <summary>The size every picture has after the geometry.</summary>
    public PictureSize Size { get; }

    /// <summary>The tensor part alone: for pictures that already have <see cref="Size"/>, and to undo.</summary>
    public PictureTensor Tensor { get; }

    /// <summary>Number of values of one picture's tensor.</summary>
    public int TensorLength => 3 * Size.Width * Size.Height;

    /// <summary>Shape of one picture's tensor with a batch of one, in its layout.</summary>
    public long[] Shape => _preprocessing.Tensor.Layout == TensorLayout.Nchw ? [1, 3, Size.Height, Size.Width] : [1, Size.Height, Size.Width, 3];

    /// <summary>Geometry, then tensor. Pictures made on the way are wiped.</summary>
    /// <param name="picture">A decoded picture of any size, not changed.</param>
    /// <param name="tensor">Exactly <see cref="TensorLength"/> values.</param>
    /// <exception cref="PictureException">The picture is too small for a crop.</exception>
    public void Apply(Picture picture, Span<float> tensor)
    {
        Picture shaped = Shaped(picture);
        Tensor.Fill(shaped, tensor);
        if (shaped != picture)
        {
            shaped.Pixels.Clear();
        }
    }

    /// <summary>Geometry alone: a new picture of <see cref="Size"/>, also where nothing had to change.</summary>
    /// <param name="picture">A decoded picture of any size, not changed.</param>
    /// <exception cref="PictureException">The picture is too small for a crop.</exception>
    public Picture ApplyGeometry(Picture picture)
    {
        Picture shaped = Shaped(picture);
        return shaped == picture ? picture.Crop(0, 0, picture.Width, picture.Height) : shaped;
    }

    private Picture Shaped(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Picture current = picture;
        foreach (GeometryStep step in _preprocessing.Geometry)
        {
            Picture next = step.CropCenter is { } crop ? Crop(current, crop) : Resize(current, step.Resize!);
            if (next != current && current != picture)
            {
                current.Pixels.Clear();
            }

            current = next;
        }

        return current;
    }

    private static Picture Crop(Picture picture, CropCenter crop)
    {
        PictureSize size = GeometrySize.Of(crop, new PictureSize(picture.Width, picture.Height));
        if (size.Width > picture.Width || size.Height > picture.Height || size.ShortSide < 1)
        {
            throw new PictureException($"The picture has {picture.Width}x{picture.Height} pixels here, and a crop to {size} was asked for.");
        }

        return size == new PictureSize(picture.Width, picture.Height)
            ? picture
            : picture.Crop((picture.Width - size.Width) / 2, (picture.Height - size.Height) / 2, size.Width, size.Height);
    }

    private static Picture Resize(Picture picture, Resize resize)
    {
        PictureSize size = GeometrySize.Of(resize, new PictureSize(picture.Width, picture.Height));
        if (size.Width > Picture.MaxSide || size.Height > Picture.MaxSide)
        {
            throw new PictureException($"The picture has {picture.Width}x{picture.Height} pixels here, which would become {size}; at most {Picture.MaxSide} a side are made.");
        }

        return size == new PictureSize(picture.Width, picture.Height)
            ? picture
            : PictureResizer.Resize(picture, size.Width, size.Height, resize.Filter);
    }
}
