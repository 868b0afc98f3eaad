// A flame graph: a picture of a profile as SVG that needs nothing else. Width is time, a box stands on its caller; it says more under the mouse,
// and a click spreads it out.
using System.Globalization;
using System.Text;
using System.Xml;

namespace Weft.Cli.Profiling;

/// <summary>Writes a profile as a picture.</summary>
internal sealed class FlameGraphWriter
{
    private const double Width = 1200;
    private const double Margin = 12;
    private const double RowHeight = 18;
    private const double Top = 54;
    private const double LetterWidth = 7.0;

    // A box that is narrower is not drawn, nor what stands on it.
    private const double LeastWidth = 0.2;
    private const string Namespace = "http://www.w3.org/2000/svg";

    // The names fit their boxes; a click on one makes it as wide as the picture, one on its callers goes back.
    private const string Script = """
        const boxes = [...document.querySelectorAll('g.b')].map(g => ({ g, x: +g.dataset.x, w: +g.dataset.w, y: +g.dataset.y }));
        const show = (x, w, y) => {
          for (const b of boxes) {
            const under = b.y > y && b.x <= x + 1e-9 && b.x + b.w >= x + w - 1e-9;
            const left = under ? 0 : (b.x - x) / w, width = under ? 1 : b.w / w;
            const seen = left < 1 && left + width > 0 && width * SPAN >= 0.2;
            b.g.style.display = seen ? '' : 'none';
            if (!seen) continue;
            b.g.style.opacity = under ? 0.5 : 1;
            const rect = b.g.querySelector('rect'), text = b.g.querySelector('text');
            rect.setAttribute('x', LEFT + left * SPAN);
            rect.setAttribute('width', Math.max(0.2, width * SPAN - 0.5));
            const room = Math.floor((width * SPAN - 6) / LETTER), name = b.g.dataset.n;
            text.setAttribute('x', LEFT + left * SPAN + 3);
            text.textContent = room < 3 ? '' : name.length <= room ? name : name.slice(0, room - 1) + '…';
          }
        };
        for (const b of boxes) b.g.addEventListener('click', () => show(b.x, b.w, b.y));
        """;

    private readonly GuestProfile _profile;
    private readonly FlameNode _root;
    private readonly XmlWriter _xml;
    private readonly int _depth;

    private FlameGraphWriter(GuestProfile profile, FlameNode root, XmlWriter xml)
    {
        _profile = profile;
        _root = root;
        _xml = xml;
        _depth = DepthOf(root, Scale);
    }

    // Pixels for a second.
    private double Scale => (Width - (2 * Margin)) / Math.Max(_root.Total.TotalSeconds, 1e-9);

    /// <summary>Writes a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="name">What to call it.</param>
    /// <param name="output">Where to.</param>
    public static void Write(GuestProfile profile, string name, Stream output)
    {
        using var xml = XmlWriter.Create(output, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, IndentChars = "" });
        new FlameGraphWriter(profile, FlameNode.Build(profile), xml).Write(name);
    }

    private void Write(string name)
    {
        var height = Top + ((_depth + 1) * RowHeight) + Margin;
        _xml.WriteStartElement("svg", Namespace);
        Attribute("width", Width);
        Attribute("height", height);
        _xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height}"));
        Element("style", """
            svg { background: #fbfaf7; font: 12px ui-monospace, Menlo, Consolas, monospace; }
            .h { font: 600 16px system-ui, sans-serif; fill: #222; } .i { font: 12px system-ui, sans-serif; fill: #666; }
            g.b { cursor: pointer; } g.b text { fill: #1c1408; pointer-events: none; } g.b:hover rect { stroke: #000; stroke-width: 1; }
            @media (prefers-color-scheme: dark) { svg { background: #17181b; } .h { fill: #eee; } .i { fill: #aaa; } g.b:hover rect { stroke: #fff; } }
            """);
        Label("h", Margin, 26, name);
        var samples = _profile.Threads.Sum(thread => thread.Samples.Count);
        Label("i", Margin, 44, string.Create(
            CultureInfo.InvariantCulture, $"{Time(_root.Total)} in {samples} samples. Width is time; a box stands on its caller. Click to enlarge."));
        WriteNode(_root, Margin, 0, height - Margin - RowHeight);
        Element("script", Script
            .Replace("LEFT", Margin.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("SPAN", (Width - (2 * Margin)).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("LETTER", LetterWidth.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        _xml.WriteEndElement();
    }

    private static int DepthOf(FlameNode node, double scale) => node.Callees
        .Where(callee => callee.Total.TotalSeconds * scale >= LeastWidth).Select(callee => 1 + DepthOf(callee, scale)).DefaultIfEmpty(0).Max();

    // Recursion is as deep as a profile's stacks, whose depth is limited.
    private void WriteNode(FlameNode node, double x, int depth, double y)
    {
        var width = node.Function < 0 ? Width - (2 * Margin) : node.Total.TotalSeconds * Scale;
        if (width < LeastWidth)
        {
            return;
        }

        var name = node.Function < 0 ? "all" : Clean(_profile.Functions[node.Function].Name);
        _xml.WriteStartElement("g", Namespace);
        _xml.WriteAttributeString("class", "b");
        Attribute("data-x", (x - Margin) / (Width - (2 * Margin)));
        Attribute("data-w", width / (Width - (2 * Margin)));
        Attribute("data-y", y);
        _xml.WriteAttributeString("data-n", name);
        Element("title", string.Create(
            CultureInfo.InvariantCulture, $"{name}\n{Percent(node.Total)} of the time ({Time(node.Total)}), {Percent(node.Self)} in itself ({Time(node.Self)})"));
        _xml.WriteStartElement("rect", Namespace);
        Attribute("x", x);
        Attribute("y", y);
        Attribute("width", Math.Max(LeastWidth, width - 0.5));
        Attribute("height", RowHeight - 1);
        Attribute("rx", 2);
        _xml.WriteAttributeString("fill", ColorOf(node, name));
        _xml.WriteEndElement();
        var room = (int)((width - 6) / LetterWidth);
        Label(null, x + 3, y + 13, room < 3 ? "" : name.Length <= room ? name : name[..(room - 1)] + "…");
        _xml.WriteEndElement();
        foreach (var callee in node.Callees)
        {
            WriteNode(callee, x, depth + 1, y - RowHeight);
            x += callee.Total.TotalSeconds * Scale;
        }
    }

    // The same function has the same color everywhere: warm for the guest's, blue for the host's.
    private string ColorOf(FlameNode node, string name)
    {
        if (node.Function < 0)
        {
            return "#c9c4b8";
        }

        var hash = 2166136261u;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 16777619;
        }

        var isHost = _profile.Functions[node.Function].FunctionIndex < 0;
        var hue = isHost ? 200 + (hash % 25) : 12 + (hash % 40);
        return string.Create(CultureInfo.InvariantCulture, $"hsl({hue} {(isHost ? 55 : 85)}% {62 + ((hash >> 8) % 12)}%)");
    }

    private string Percent(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{100 * time / Max(_root.Total):0.0} %");

    private static TimeSpan Max(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.FromTicks(1);

    private static string Time(TimeSpan time) => time.TotalSeconds >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    // Names come from the guest: what XML cannot say, and what would break a line, is replaced.
    private static string Clean(string name)
    {
        var text = new StringBuilder(name);
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
            {
                i++;
            }
            else if (char.IsControl(text[i]) || !XmlConvert.IsXmlChar(text[i]))
            {
                text[i] = '\uFFFD';
            }
        }

        return text.ToString();
    }

    private void Attribute(string name, double value) => _xml.WriteAttributeString(name, Math.Round(value, 6).ToString(CultureInfo.InvariantCulture));

    private void Element(string name, string text) => _xml.WriteElementString(name, Namespace, text);

    private void Label(string? style, double x, double y, string text)
    {
        _xml.WriteStartElement("text", Namespace);
        if (style is not null)
        {
            _xml.WriteAttributeString("class", style);
        }

        Attribute("x", x);
        Attribute("y", y);
        _xml.WriteString(Clean(text));
        _xml.WriteFullEndElement();
    }
}
