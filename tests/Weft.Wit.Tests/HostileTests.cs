// Texts that want to crash, hang or fill the memory: they resolve or end in the one exception, and soon.
using System.Text;
using Xunit;

namespace Weft.Wit.Tests;

public sealed class HostileTests
{
    private static readonly string[] s_seeds =
    [
        """
        /// Documented.
        package test:it@1.2.0;
        use ext:lib/things@1.0.0-rc.1 as stuff;
        @since(version = 1.0.0)
        interface api {
          use stuff.{thing, id as thing-id};
          /** a record */
          record pair { left: u32, %record: option<list<string>>, }
          variant choice { none, some(tuple<u8, pair>) }
          enum color { red, green }
          flags bits { a, b }
          type map-of = map<string, list<u8, 4>>;
          resource file { constructor(x: u8) -> result<file, string>; m: async func(a: borrow<thing>) -> stream<u8>; s: static func() -> future; }
          @unstable(feature = x) f: func(a: result<_, thing-id>) -> result<choice>;
        }
        world base { import api; import go: func(a: u8); type t = u8; export run: async func() -> t; }
        world w { include base with { go as gone, t as u }; export api; import x: interface { f: func(); } @external-id("a\u{263a}\"") import y: api; }
        package ext:lib@1.0.0-rc.1 { interface things { resource thing; type id = u64; } }
        """,
        "package a:b; interface a { type t = u8; } interface b { use a.{t}; } interface c { use b.{t}; } world w { export a; export b; export c; }",
        "package a:b; package c:d { world w {} } world v { include c:d/w; }",
    ];

    private static readonly string[] s_words =
    [
        "package", "interface", "world", "use", "include", "with", "as", "import", "export", "type", "record", "variant", "enum", "flags", "resource", "func",
        "async", "static", "constructor", "own", "borrow", "list", "option", "result", "tuple", "map", "future", "stream", "u8", "string", "error-context", "_",
        "{", "}", "(", ")", "<", ">", ",", ";", ":", "/", ".", "@", "->", "=", "%", "1", "1.0.0", "@since(version = 1.0.0)", "@unstable(feature = x)", "\"a\"",
        "api", "pair", "t", "a", "b", "w", "///", "/*", "*/", "//", "\n", "\u202e", "é", "😀", "\0", "-",
    ];

    [Fact]
    public void The_texts_that_are_mutated_resolve() =>
        Assert.All(s_seeds, seed => Assert.True(Try(seed), seed));

    [Fact]
    public void Mutated_texts_resolve_or_end_in_the_exception()
    {
        var random = new Random(20240117);
        var accepted = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(s_seeds[random.Next(s_seeds.Length)]);
            for (var change = random.Next(1, 3); change > 0; change--)
            {
                Mutate(text, random);
            }

            accepted += Try(text.ToString()) ? 1 : 0;
        }

        // Were nearly all rejected by the parser, nothing behind it would be tested.
        Assert.InRange(accepted, 500, 19_000);
    }

    [Fact]
    public void Random_words_and_bytes_end_in_the_exception()
    {
        var random = new Random(4711);
        for (var round = 0; round < 5_000; round++)
        {
            Try("package a:b; " + string.Join(' ', Enumerable.Range(0, random.Next(30)).Select(_ => s_words[random.Next(s_words.Length)])));
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            try
            {
                Try(WitSource.FromUtf8("random.wit", bytes).Text);
            }
            catch (WitException error)
            {
                Assert.Contains("UTF-8", error.Message);
            }
        }
    }

    [Theory]
    [InlineData("type t = ", "list<", "", "at most 100 deep")]
    [InlineData("type t = ", "tuple<u8, result<_, ", "", "at most 100 deep")]
    [InlineData("", "/* ", "", "does not end")]
    [InlineData("record r { x: ", "map<u8, ", "", "at most 100 deep")]
    [InlineData("", "resource a { ", "", "expected")]
    [InlineData("f: func(", "a: func(", "", "expected a type")]
    [InlineData("", "interface i { ", "", "expected")]
    [InlineData("", "@since(version = 1.0.0) ", "", "stands here twice")]
    public void Deep_nesting_is_an_error(string before, string part, string after, string expected) =>
        Wit.InterfaceError(before + string.Concat(Enumerable.Repeat(part, 200_000)) + after, expected);

    [Fact]
    public void Types_that_nest_deep_through_names_are_an_error()
    {
        Wit.InterfaceError("type t0 = u8;" + Lines(200, index => $"type t{index + 1} = option<t{index}>;"), "nests more than 100 deep");
        Assert.Equal(99, Wit.Interface("type t0 = u8;" + Lines(98, index => $"type t{index + 1} = option<t{index}>;")).Types.Count);
    }

    [Fact]
    public void Long_chains_need_no_stack()
    {
        // Backwards, so that the last name is asked for first.
        Assert.Equal(20_000, Wit.Interface(Lines(19_999, index => $"type t{index} = t{index + 1};") + "type t19999 = u8;").Types.Count);
        Wit.InterfaceError(Lines(20_000, index => $"type t{index} = t{(index + 1) % 20_000};"), "contains itself");
        Assert.Equal(2_001, Wit.Package(Lines(2_000, index => $"world w{index} {{ include w{index + 1}; }}") + "world w2000 { import f: func(); }").Worlds.Count);
        Wit.Error(Lines(1_000, index => $"interface i{index} {{ use i{index + 1}.{{t}}; }}") + "interface i1000 { type t = u8; }", "a chain that is longer than 300");
        Wit.Error("package a:a; world w { import a:p0/i; }" + Lines(2_000, index => $"package a:p{index} {{ interface i {{ use a:p{index + 1}/i.{{t}}; }} }}") + "package a:p2000 { interface i { type t = u8; } }", "a chain that is longer than 300");
    }

    [Fact]
    public void Worlds_do_not_grow_without_bounds()
    {
        var interfaces = Lines(1_500, index => $"interface i{index} {{}}");
        var first = "world w0 { " + Lines(1_500, index => $"import i{index};") + "}";
        Wit.Error(interfaces + first + Lines(1_500, index => $"world w{index + 1} {{ include w{index}; }}"), "the worlds come to more than 1000000");
    }

    [Fact]
    public void One_long_line_is_read_as_fast_as_many()
    {
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(index => $"name-{index}: func(); /* 😀 */ "));
        Assert.Equal(40_000, WitResolver.Resolve($"package a:b; interface i {{ {text} }}").Root.Interfaces[0].Functions.Count);
    }

    private static string Lines(int count, Func<int, string> line) => string.Join('\n', Enumerable.Range(0, count).Select(line)) + "\n";

    private static bool Try(string text)
    {
        var options = new WitOptions { Features = ["x"], Proposals = WitProposals.All };
        WitPackageSet packages;
        try
        {
            packages = WitResolver.Resolve(text, "hostile.wit", options);
        }
        catch (WitException error)
        {
            Assert.NotEmpty(error.Reason);
            return false;
        }

        RoundTrip.Check(packages, options);
        return true;
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 12), text.Length - at);
        switch (random.Next(5))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(at, text.ToString(at, length));
                break;
            case 2:
                text.Insert(at, $" {s_words[random.Next(s_words.Length)]} ");
                break;
            case 3:
                text[at] = (char)random.Next(128);
                break;
            default:
                // A name or word for another of the same text, which gives valid syntax with wrong names.
                var words = text.ToString().Split([' ', ';', ':', ',', '(', ')', '{', '}', '<', '>', '\n'], StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 1)
                {
                    text.Replace(words[random.Next(words.Length)], words[random.Next(words.Length)], at / 2, text.Length - (at / 2));
                }

                break;
        }

        if (text.Length == 0)
        {
            text.Append(' ');
        }
    }
}
