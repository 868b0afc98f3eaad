// Decodes PNG images with a decoder in C that was compiled to WebAssembly, and by the build to code of .NET: images come from strangers, and
// whatever one of them does to the decoder stays in the decoder's memory. `dotnet publish -p:PublishAot=true` makes a native program of it.
using ImageDecoder;
using Weft;

#region open
var path = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "sample.png");
using var store = new Store(Png.Engine, new StoreOptions { MaxMemory = 256 << 20 });
using var decoder = new Png(store);
#endregion
try
{
    var image = Decode(decoder, File.ReadAllBytes(path));
    Console.WriteLine($"{Path.GetFileName(path)}: {image.Width} x {image.Height}, checksum {Checksum(image.Pixels):x8}");
    Show(image);
    return 0;
}
catch (Exception error) when (error is InvalidDataException or IOException or TrapException)
{
    Console.Error.WriteLine($"{path}: {error.Message}");
    return 1;
}

#region decode
// The methods are those that png.c exports: the build made them.
static Image Decode(Png decoder, byte[] file)
{
    var address = decoder.PngBegin(file.Length);
    if (address == 0)
    {
        throw new InvalidDataException("the file is too large");
    }

    file.CopyTo(decoder.Memory.GetSpan(address, file.Length));
    var status = decoder.PngDecode(address, file.Length);
    if (status != 0)
    {
        throw new InvalidDataException(status switch { 1 => "not a PNG image", 2 => "the image is damaged", 3 => "of a kind that is not supported", _ => "the image is too large" });
    }

    var (width, height) = (decoder.PngWidth(), decoder.PngHeight());
    return new Image(width, height, decoder.Memory.GetSpan(decoder.PngPixels(), width * height * 4).ToArray());
}
#endregion

static uint Checksum(byte[] pixels)
{
    var sum = ~0u;
    foreach (var value in pixels)
    {
        sum ^= value;
        for (var i = 0; i < 8; i++)
        {
            sum = (sum & 1) != 0 ? 0xedb88320u ^ (sum >> 1) : sum >> 1;
        }
    }

    return ~sum;
}

// A character for each two rows and one column.
static void Show(Image image)
{
    const string Shades = " .:-=+*#%@";
    for (var y = 0; y + 1 < Math.Min(image.Height, 48); y += 2)
    {
        var line = new char[Math.Min(image.Width, 96)];
        for (var x = 0; x < line.Length; x++)
        {
            var brightness = (Brightness(image, x, y) + Brightness(image, x, y + 1)) / 2;
            line[x] = Shades[brightness * (Shades.Length - 1) / 255];
        }

        Console.WriteLine(new string(line).TrimEnd());
    }
}

static int Brightness(Image image, int x, int y)
{
    var pixel = image.Pixels.AsSpan(((y * image.Width) + x) * 4, 4);
    return ((pixel[0] * 2) + (pixel[1] * 5) + pixel[2]) / 8 * pixel[3] / 255;
}

internal sealed record Image(int Width, int Height, byte[] Pixels);
