using Xunit;

namespace Weft.Wit.Tests;

public sealed class TypeTests
{
    private static readonly WitOptions s_all = new() { Proposals = WitProposals.All };

    [Theory]
    [InlineData("u8")]
    [InlineData("string")]
    [InlineData("error-context")]
    [InlineData("list<u8>")]
    [InlineData("list<list<char>, 4>")]
    [InlineData("option<bool>")]
    [InlineData("result")]
    [InlineData("result<u8>")]
    [InlineData("result<_, u8>")]
    [InlineData("result<f32, f64>")]
    [InlineData("tuple<s8, s16, s32, s64>")]
    [InlineData("map<string, list<u64>>")]
    [InlineData("future")]
    [InlineData("future<u16>")]
    [InlineData("stream")]
    [InlineData("stream<u32>")]
    [InlineData("own<r>")]
    [InlineData("borrow<r>")]
    public void Types_print_as_they_are_written(string type)
    {
        var alias = (WitTypeAlias)Wit.Interface($"resource r; type t = {type};", s_all).FindType("t")!;
        Assert.Equal(type.Replace("own<r>", "r"), WitPrinter.Print(alias.Target));
    }

    [Theory]
    [InlineData("list<u8", "expected `>`")]
    [InlineData("list<u8,>", "expected the length of the list")]
    [InlineData("list<u8, 0>", "a number from 1 to")]
    [InlineData("list<u8, 4294967296>", "a number from 1 to")]
    [InlineData("map<f32, u8>", "keys of maps")]
    [InlineData("map<list<u8>, u8>", "keys of maps")]
    [InlineData("result<_>", "the type of the error")]
    [InlineData("option<_>", "expected a type")]
    [InlineData("borrow<u8>", "write `%u8`")]
    [InlineData("borrow<nothing>", "no type `nothing`")]
    [InlineData("stream<borrow<r>>", "cannot carry borrowed handles")]
    [InlineData("float32", "is called `f32` now")]
    [InlineData("R", "did you mean `r`?")]
    [InlineData("f", "is a function, where a type is needed")]
    public void Other_types_are_rejected(string type, string expected) => Wit.InterfaceError($"resource r; f: func(); type t = {type};", expected, s_all);

    [Theory]
    [InlineData("list<u8, 4>", "lists of a fixed length")]
    [InlineData("error-context", "the type `error-context`")]
    public void Proposals_are_off_unless_asked_for(string type, string expected) => Wit.InterfaceError($"type t = {type};", expected + " is a proposal that is off by default");

    [Fact]
    public void Definitions_come_after_what_they_refer_to_whatever_their_order()
    {
        var item = Wit.Interface(
            """
            record outer { in: inner, next: option<tag>, }
            type inner = list<tag>;
            variant tag { none, some(leaf), }
            enum leaf { a, b }
            flags bits { x, y }
            """);
        Assert.Equal(["leaf", "tag", "inner", "outer", "bits"], item.Types.Select(type => type.Name));
        var outer = (WitRecord)item.FindType("outer")!;
        Assert.Same(item.FindType("inner"), outer.Fields[0].Type);
        Assert.Same(item, outer.Interface);
        Assert.Equal(["x", "y"], ((WitFlags)item.FindType("bits")!).Flags.Select(flag => flag.Name));
    }

    [Theory]
    [InlineData("type a = a;")]
    [InlineData("type a = b; type b = option<a>;")]
    [InlineData("record a { x: list<b> } variant b { c(a) }")]
    public void Types_that_contain_themselves_are_rejected(string text) => Wit.InterfaceError(text, "contains itself");

    [Theory]
    [InlineData("type a = u8; a: func();")]
    [InlineData("type a = u8; record A { x: u8 }")]
    [InlineData("f: func(x: u8, X: u8);")]
    [InlineData("record r { x: u8, X: u8 }")]
    [InlineData("enum e { x, x }")]
    [InlineData("resource r { m: func(); m: static func(); }")]
    [InlineData("resource r { m: func(self: u8); }")]
    public void Names_are_there_once_without_regard_to_case(string text) => Wit.InterfaceError(text, "is there already, at test.wit:");

    [Theory]
    [InlineData("enum e {}", "has no cases")]
    [InlineData("variant v {}", "has no cases")]
    [InlineData("record r { @since(version = 1.0.0) x: u8 }", "cannot have attributes")]
    public void Definitions_have_what_they_need(string text, string expected) => Wit.InterfaceError(text, expected);

    [Fact]
    public void Resources_have_constructors_methods_and_static_functions()
    {
        var item = Wit.Interface(
            """
            resource file {
              constructor(path: string) -> result<file, string>;
              read: async func(count: u32) -> list<u8>;
              same: static func(a: borrow<file>, b: borrow<file>) -> file;
            }
            resource bare { constructor(); }
            resource empty;
            """);
        var file = (WitResource)item.FindType("file")!;
        Assert.Equal(["[constructor]file", "[method]file.read", "[static]file.same"], file.Functions.Select(function => function.ComponentName));
        var read = file.Functions[1];
        Assert.True(read.IsAsync);
        Assert.Equal("self", read.Parameters[0].Name);
        Assert.True(((WitHandleType)read.Parameters[0].Type).IsBorrowed);
        Assert.Same(file, ((WitHandleType)file.Functions[2].Result!).Resource);
        Assert.Same(file, file.Constructor!.Resource);
        var bare = (WitResource)item.FindType("bare")!;
        Assert.Same(bare, ((WitHandleType)bare.Constructor!.Result!).Resource);
        Assert.Empty(((WitResource)item.FindType("empty")!).Functions);
    }

    [Theory]
    [InlineData("resource r { constructor(); constructor(); }", "two constructors")]
    [InlineData("resource r { constructor() -> u32; }", "a `result` whose first type is the resource")]
    [InlineData("resource r { constructor() -> result<_, string>; }", "result<r, ...>")]
    [InlineData("resource q; resource r { constructor() -> result<q>; }", "result<r, ...>")]
    [InlineData("resource r { async constructor(); }", "expected a name")]
    [InlineData("resource r { x: async static func(); }", "expected `func`, found the keyword `static`")]
    [InlineData("resource r; f: func() -> borrow<r>;", "would outlive the call")]
    [InlineData("resource r; record holder { x: borrow<r> } f: func() -> option<holder>;", "would outlive the call")]
    [InlineData("type t = u32; type h = own<t>;", "not a resource")]
    [InlineData("resource r; type t = own<r>; type h = borrow<t>;", "not a resource")]
    public void Resources_are_used_as_resources(string text, string expected) => Wit.InterfaceError(text, expected);

    [Fact]
    public void Another_name_of_a_resource_is_one_too()
    {
        var item = Wit.Interface("resource r; type s = r; f: func(x: borrow<s>) -> s;");
        var function = item.Functions.Single();
        Assert.Same(item.FindType("r"), ((WitHandleType)function.Result!).Resource);
        Assert.Same(item.FindType("s"), ((WitHandleType)function.Result!).Definition);
    }
}
