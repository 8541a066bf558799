"""Python itself: builtins, math, operator, and what of the standard library reads or changes the world."""

from __future__ import annotations

from jaxlint.signatures.elementwise import (
    ABSOLUTE,
    BITWISE,
    COMPARED,
    DIVIDED,
    EQUAL,
    FLOATING,
    KEPT,
    NUMBERS,
    PLAIN,
    RAISED,
    SHIFTED,
    Arithmetic,
    elementwise,
)
from jaxlint.signatures.linear import matmul_shape as matmul
from jaxlint.signatures.linear import of_two
from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Conversion, Makes

_CLOCK = "reads the clock"
_DRAW = "draws from Python's global generator"
_FILES = "reads the file system"
_WRITES = "writes to the file system"
_LOGS = "logs"


def _host(prefix: str, rows: str, host_type: str | None = None, impure: str | None = None) -> Family:
    return Family(prefix, rows, None, Makes.HOST, host_type, impure)


def _operator(names: str, rule: Arithmetic) -> Family:
    """Python's operators as functions: what the left operand's method returns."""
    return Family("operator", f"{names}: a, b, /", elementwise(rule, "a", "b"), Makes.BY_KIND)


FAMILIES = (
    # Builtins that convert.
    Family("builtins", "float: concrete x=?, /", None, Makes.HOST, "float", None, Conversion.NUMBER),
    Family(
        "builtins",
        "complex: concrete real=?, concrete imag=?",
        None,
        Makes.HOST,
        "complex",
        None,
        Conversion.NUMBER,
    ),
    Family("builtins", "int: concrete x=?, /, base=?", None, Makes.HOST, "int", None, Conversion.INTEGER),
    Family("builtins", "bool: concrete object=?, /", None, Makes.HOST, "bool", None, Conversion.BOOL),
    Family("builtins", "bin hex oct: concrete number, /", None, Makes.HOST, "str", None, Conversion.INDEX),
    Family("builtins", "chr: concrete i, /", None, Makes.HOST, "str", None, Conversion.INDEX),
    Family("builtins", "range slice: concrete *args", None, Makes.HOST, None, None, Conversion.INDEX),
    Family(
        "builtins",
        "any all: iterable, /",
        None,
        Makes.HOST,
        "bool",
        None,
        Conversion.BOOL,
    ),
    Family(
        "builtins",
        """
        max min: *args, called key=?, default=?
        sorted: iterable, /, *, called key=?, reverse=?
        """,
        None,
        Makes.UNKNOWN,
        None,
        None,
        Conversion.BOOL,
    ),
    # Builtins that call a method of the argument.
    Family("builtins", "abs: x, /", elementwise(ABSOLUTE, "x"), Makes.BY_KIND),
    Family("builtins", "round: number, concrete ndigits=?", None, Makes.BY_KIND, conversion=Conversion.INDEX),
    Family("builtins", "divmod: x, y, /\n pow: base, exp, mod=?", None, Makes.BY_KIND),
    Family("builtins", "sum: iterable, /, start=?", None, Makes.UNKNOWN),
    # Builtins that give Python values, or whose results are not modelled.
    _host("builtins", "len: obj, /\n id ord: obj, /\n hash: obj, /", "int"),
    _host(
        "builtins",
        "str: object=?, encoding=?, errors=?\n ascii repr: obj, /\n format: value, format_spec=?, /",
        "str",
    ),
    _host(
        "builtins",
        """
        callable: obj, /
        hasattr: obj, name, /
        isinstance: obj, class_or_tuple, /
        issubclass: cls, class_or_tuple, /
        """,
        "bool",
    ),
    _host("builtins", "bytes bytearray memoryview: ?"),
    _host("builtins", "dir: *args", "list"),
    Family("builtins", "type: *args, **kwargs", None, Makes.UNKNOWN),
    Family(
        "builtins",
        """
        dict frozenset list set tuple: *args, **kwargs
        enumerate: iterable, start=?
        filter: called function, iterable, /
        map: called func, *iterables
        iter: *args
        reversed: sequence, /
        zip: *iterables, strict=?
        getattr: object, name, default=?, /
        vars: object=?, /
        super: *args
        property staticmethod classmethod: *args, **kwargs
        object: *args
        """,
        None,
        Makes.UNKNOWN,
    ),
    Family("builtins", "next: *args", None, Makes.UNKNOWN, None, "advances an iterator"),
    Family(
        "builtins", "setattr: mutated obj, name, value, /\n delattr: mutated obj, name, /", None, Makes.NONE
    ),
    Family("builtins", "globals locals:", None, Makes.UNKNOWN),
    Family("builtins", "eval exec compile __import__: ?", None, Makes.UNKNOWN, None, "runs code"),
    Family("builtins", "print: *args, sep=?, end=?, file=?, flush=?", None, Makes.NONE, None, "prints"),
    Family("builtins", "input: prompt=?, /", None, Makes.HOST, "str", "reads standard input"),
    Family(
        "builtins",
        "open: file, mode=?, buffering=?, encoding=?, errors=?, newline=?, closefd=?, opener=?",
        None,
        Makes.HOST,
        None,
        "opens a file",
    ),
    Family("builtins", "breakpoint: *args, **kws", None, Makes.NONE, None, "stops in the debugger"),
    Family("builtins", "exit quit: code=?", None, Makes.NONE, None, "ends the process"),
    # math
    Family(
        "math",
        """
        acos acosh asin asinh atan atanh cbrt cos cosh degrees erf erfc exp exp2 expm1 fabs gamma lgamma log10
            log1p log2 radians sin sinh sqrt tan tanh ulp: concrete x, /
        atan2: concrete y, concrete x, /
        copysign fmod remainder: concrete x, concrete y, /
        dist: concrete p, concrete q, /
        fsum: concrete seq, /
        hypot: concrete *coordinates
        ldexp: concrete x, concrete i, /
        log: concrete *args
        nextafter: concrete x, concrete y, /
        pow: concrete x, concrete y, /
        """,
        None,
        Makes.HOST,
        "float",
        None,
        Conversion.NUMBER,
    ),
    Family("math", "prod: iterable, /, *, start=?", None, Makes.UNKNOWN),
    Family("math", "frexp modf: concrete x, /", None, Makes.HOST, "tuple", None, Conversion.NUMBER),
    Family("math", "ceil floor: concrete x, /", None, Makes.HOST, "int", None, Conversion.NUMBER),
    _host("math", "trunc: x, /", "int"),
    Family(
        "math",
        """
        comb perm: concrete *args
        factorial isqrt: concrete n, /
        gcd lcm: concrete *integers
        """,
        None,
        Makes.HOST,
        "int",
        None,
        Conversion.INDEX,
    ),
    Family(
        "math",
        """
        isfinite isinf isnan: concrete x, /
        isclose: concrete a, concrete b, *, rel_tol=?, abs_tol=?
        """,
        None,
        Makes.HOST,
        "bool",
        None,
        Conversion.NUMBER,
    ),
    Family(
        "cmath",
        """
        acos acosh asin asinh atan atanh cos cosh exp log10 sin sinh sqrt tan tanh phase polar: concrete z, /
        log: concrete *args
        rect: concrete r, concrete phi, /
        """,
        None,
        Makes.HOST,
        "complex",
        None,
        Conversion.NUMBER,
    ),
    # operator
    _operator("add iadd mul imul", PLAIN),
    _operator("sub isub", NUMBERS),
    _operator("truediv itruediv", FLOATING),
    _operator("floordiv ifloordiv mod imod", DIVIDED),
    _operator("pow ipow", RAISED),
    _operator("and_ iand or_ ior xor ixor", BITWISE),
    _operator("lshift ilshift rshift irshift", SHIFTED),
    _operator("lt le gt ge", COMPARED),
    _operator("eq ne", EQUAL),
    Family("operator", "matmul imatmul: a, b, /", of_two(("a", "b"), matmul), Makes.BY_KIND),
    Family("operator", "neg: a, /", elementwise(NUMBERS, "a"), Makes.BY_KIND),
    Family("operator", "pos: a, /", elementwise(KEPT, "a"), Makes.BY_KIND),
    Family("operator", "inv invert: obj, /", elementwise(BITWISE, "obj"), Makes.BY_KIND),
    Family("operator", "abs: a, /", elementwise(ABSOLUTE, "a"), Makes.BY_KIND),
    Family("operator", "index: concrete a, /", None, Makes.HOST, "int", None, Conversion.INDEX),
    Family("operator", "not_ truth: concrete obj, /", None, Makes.HOST, "bool", None, Conversion.BOOL),
    _host("operator", "is_ is_not: a, b, /", "bool"),
    Family("operator", "getitem: a, b, /", None, Makes.UNKNOWN),
    Family("operator", "setitem: mutated a, b, c, /\n delitem: mutated a, b, /", None, Makes.NONE),
    _host("operator", "attrgetter itemgetter methodcaller: *args, **kwargs", "function"),
    # functools, itertools, copy, collections
    Family(
        "functools",
        """
        partial: func, /, *args, **keywords
        partialmethod: func, /, *args, **keywords
        reduce: called function, *args
        lru_cache: maxsize=?, typed=?
        cache: user_function, /
        cached_property: func
        wraps: wrapped, assigned=?, updated=?
        update_wrapper: wrapper, wrapped, assigned=?, updated=?
        singledispatch: func
        total_ordering: cls
        cmp_to_key: mycmp
        """,
        None,
        Makes.UNKNOWN,
    ),
    Family(
        "itertools",
        """
        accumulate chain combinations combinations_with_replacement compress dropwhile filterfalse
            groupby islice pairwise permutations product repeat starmap takewhile tee zip_longest
            chain.from_iterable: ?
        """,
        None,
        Makes.UNKNOWN,
    ),
    _host("itertools", "count cycle: ?", "iterator"),
    # heapq, bisect: what they compare, and what becomes of the heap, is in the tracer.
    Family(
        "heapq",
        """
        heappush heappushpop heapreplace: heap, item, /
        heappop heapify: heap, /
        nlargest nsmallest: n, iterable, called key=?
        """,
        None,
        Makes.UNKNOWN,
    ),
    _host("bisect", "bisect bisect_left bisect_right: a, x, lo=?, hi=?, *, called key=?", "int"),
    Family(
        "bisect", "insort insort_left insort_right: a, x, lo=?, hi=?, *, called key=?", None, Makes.UNKNOWN
    ),
    Family("copy", "copy: x\n deepcopy: x, memo=?", None, Makes.SAME),
    Family(
        "collections",
        "ChainMap Counter OrderedDict UserDict UserList defaultdict deque namedtuple: *args, **kwargs",
        None,
        Makes.UNKNOWN,
    ),
    # The clock
    _host("time", "time perf_counter monotonic process_time thread_time:", "float", _CLOCK),
    _host("time", "time_ns perf_counter_ns monotonic_ns process_time_ns thread_time_ns:", "int", _CLOCK),
    _host("time", "ctime asctime strftime: *args", "str", _CLOCK),
    _host("time", "gmtime localtime mktime: *args", None, _CLOCK),
    Family("time", "sleep: seconds, /", None, Makes.NONE, None, "sleeps"),
    _host(
        "datetime",
        "datetime.now datetime.today datetime.utcnow date.today: *args, **kwargs",
        "datetime",
        _CLOCK,
    ),
    _host("timeit", "timeit repeat default_timer: *args, **kwargs", "float", _CLOCK),
    # Python's generator
    _host("random", "random:", "float", _DRAW),
    _host(
        "random",
        """
        uniform gauss normalvariate betavariate gammavariate lognormvariate paretovariate triangular
            vonmisesvariate weibullvariate expovariate: *args
        """,
        "float",
        _DRAW,
    ),
    _host("random", "randint randrange getrandbits: *args", "int", _DRAW),
    _host("random", "randbytes: n", "bytes", _DRAW),
    _host("random", "choice: seq\n choices: *args, **kwargs\n sample: *args, **kwargs", None, _DRAW),
    Family("random", "shuffle: mutated x", None, Makes.NONE, None, _DRAW),
    Family(
        "random",
        "seed: *args, **kwargs\n setstate: state",
        None,
        Makes.NONE,
        None,
        "seeds Python's global generator",
    ),
    _host("random", "getstate:", "tuple", "reads the state of Python's global generator"),
    _host("random", "Random SystemRandom: *args", "Random"),
    _host(
        "secrets",
        "choice randbelow randbits token_bytes token_hex token_urlsafe: *args",
        None,
        "draws from the system's generator",
    ),
    _host("uuid", "uuid1 uuid4: *args, **kwargs", "UUID", "draws from the system's generator"),
    # The process and its environment
    _host("os", "getenv: key, default=?", None, "reads the environment"),
    _host("os", "environ.get: key, default=?", None, "reads the environment"),
    _host("os", "getpid getppid getlogin cpu_count: ", None, "asks the operating system"),
    _host("os", "urandom: size, /", "bytes", "draws from the system's generator"),
    _host("os", "getcwd listdir scandir stat walk: *args, **kwargs", None, _FILES),
    _host("os.path", "exists isfile isdir getsize getmtime: *args", None, _FILES),
    Family(
        "os",
        "makedirs mkdir remove rename replace rmdir unlink chdir putenv: *args, **kwargs",
        None,
        Makes.NONE,
        None,
        _WRITES,
    ),
    Family("os", "system: command", None, Makes.HOST, "int", "runs a process"),
    Family(
        "subprocess",
        "Popen call check_call check_output getoutput run: *args, **kwargs",
        None,
        Makes.HOST,
        None,
        "runs a process",
    ),
    _host("glob", "glob iglob: *args, **kwargs", None, _FILES),
    Family("shutil", "copy copyfile copytree move rmtree: *args, **kwargs", None, Makes.NONE, None, _WRITES),
    _host("socket", "gethostname socket create_connection: *args, **kwargs", None, "asks the network"),
    _host("urllib.request", "urlopen urlretrieve: *args, **kwargs", None, "asks the network"),
    Family("sys", "stdout.write stderr.write: s, /", None, Makes.HOST, "int", "prints"),
    Family("sys", "stdout.flush stderr.flush:", None, Makes.NONE, None, "prints"),
    Family("sys", "exit: status=?, /", None, Makes.NONE, None, "ends the process"),
    _host("sys", "stdin.read stdin.readline: *args", "str", "reads standard input"),
    Family("pprint", "pprint pp: *args, **kwargs", None, Makes.NONE, None, "prints"),
    Family("warnings", "warn warn_explicit: *args, **kwargs", None, Makes.NONE, None, "warns"),
    Family(
        "traceback",
        "print_exc print_stack print_exception: *args, **kwargs",
        None,
        Makes.NONE,
        None,
        "prints",
    ),
    Family(
        "logging",
        "critical debug error exception fatal info log warn warning: *args, **kwargs",
        None,
        Makes.NONE,
        None,
        _LOGS,
    ),
    Family(
        "absl.logging",
        "debug error exception fatal info log log_every_n log_first_n vlog warning: *args, **kwargs",
        None,
        Makes.NONE,
        None,
        _LOGS,
    ),
    Family("logging", "basicConfig disable: *args, **kwargs", None, Makes.NONE, None, "configures logging"),
    _host("logging", "getLogger: name=?", "Logger"),
    Family("json", "dump: *args, **kwargs", None, Makes.NONE, None, "writes a file"),
    _host("json", "load: *args, **kwargs", None, "reads a file"),
    _host("json", "dumps: *args, **kwargs", "str"),
    Family("pickle", "dump: *args, **kwargs", None, Makes.NONE, None, "writes a file"),
    _host("pickle", "load: *args, **kwargs", None, "reads a file"),
    _host("gc", "collect: generation=?", "int", "collects garbage"),
    Family("tqdm", "write tqdm.write: *args, **kwargs", None, Makes.NONE, None, "prints"),
)
